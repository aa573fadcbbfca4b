import type { Book } from './book.ts'

/** What the server was asked and answered, as it went over the wire; lost answers too. */
export interface Tap {
  sent(device: string, isCloned: boolean, request: Request, body: string, atMs: number): void
  served(request: Request, body: string, status: number, text: string): void
  /** Has the server judged this change, once and for all? */
  isJudged(deviceId: string, mutationId: number): boolean
  /** The results as they were at a backup, for the day that it is restored. */
  remember(): ReadonlyMap<string, string>
  restored(results: ReadonlyMap<string, string>): void
  /** The most requests that one device made in one minute. */
  busiest(): number
  readonly deviceIds: Map<string, Set<string>>
  readonly codes: (code: string) => void
}

interface Pushed {
  readonly device_id?: string
  readonly acked_through?: number
  readonly changes: readonly { readonly mutation_id?: number }[]
}

interface Answered {
  readonly results: readonly { readonly [member: string]: unknown }[]
}

export function createTap(book: Book, codes: (code: string) => void): Tap {
  /** `deviceId#mutationId` → the result's text. */
  let results = new Map<string, string>()
  const judged = new Set<string>()
  const bodies = new Map<string, string>()
  const perMinute = new Map<string, number>()
  const deviceIds = new Map<string, Set<string>>()
  const isPush = (request: Request): boolean => request.url.includes('/api/sync/push')

  const checkSent = (deviceId: string, change: { readonly mutation_id?: number }): void => {
    const name = `${deviceId}#${change.mutation_id}`
    const text = JSON.stringify(change)
    const before = bodies.get(name)
    if (before !== undefined && before !== text) {
      book.violated('a sealed change is sent as the same bytes', `${name}: ${before} became ${text}`)
    }
    bodies.set(name, text)
  }

  return {
    deviceIds,
    codes,
    sent: (device, isCloned, request, body, atMs) => {
      const minute = `${device} ${Math.floor(atMs / 60_000)}`
      perMinute.set(minute, (perMinute.get(minute) ?? 0) + 1)
      if (!isPush(request)) return
      const { device_id: deviceId = '', changes } = JSON.parse(body) as Pushed
      deviceIds.set(device, (deviceIds.get(device) ?? new Set()).add(deviceId))
      if (!isCloned) for (const change of changes) checkSent(deviceId, change)
    },
    served: (request, body, status, text) => {
      if (!isPush(request) || status !== 200) {
        if (status !== 200) codes((JSON.parse(text) as { error: { code: string } }).error.code)
        return
      }
      const { device_id: deviceId } = JSON.parse(body) as Pushed
      for (const result of (JSON.parse(text) as Answered).results) {
        codes(result['ok'] === true ? (result['merged'] === true ? 'MERGED' : 'OK') : String(result['code']))
        if (deviceId === undefined || result['code'] === 'RETRY' || result['code'] === 'ID_REUSE') continue
        const { duplicate, ...rest } = result
        const name = `${deviceId}#${String(result['mutation_id'])}`
        const first = results.get(name)
        const now = JSON.stringify(rest)
        if (first !== undefined && duplicate !== true) {
          book.violated('no change is judged twice', `${name}: ${first}, then ${now}`)
        } else if (first !== undefined && first !== now) {
          book.violated('a repeat gets the stored result', `${name}: ${first}, then ${now}`)
        }
        results.set(name, now)
        judged.add(name)
      }
    },
    isJudged: (deviceId, mutationId) => judged.has(`${deviceId}#${mutationId}`),
    remember: () => new Map(results),
    restored: (then) => {
      results = new Map(then)
    },
    busiest: () => Math.max(0, ...perMinute.values()),
  }
}
