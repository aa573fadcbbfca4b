import type { Op } from '../../contract/change.ts'
import { models } from '../../contract/models/index.ts'
import type { Patch } from '../../contract/value.ts'
import { recordName } from '../../src/sync/core/record-name.ts'
import { referencesIn } from '../../src/sync/core/references.ts'
import type { Book } from './book.ts'
import type { Call } from './network.ts'

/** What the server was asked and answered, as it went over the wire; lost answers too. */
export interface Tap {
  sent(device: string, isCloned: boolean, call: Call, atMs: number): void
  served(call: Call, status: number, text: string): void
  /** Has the server judged this change, once and for all? */
  isJudged(deviceId: string, mutationId: number): boolean
  /** The results as they were at a backup, for the day that it is restored. */
  remember(): ReadonlyMap<string, TappedResult>
  restored(results: ReadonlyMap<string, TappedResult>): void
  /** The most requests that one device made in one minute. */
  busiest(): number
  readonly deviceIds: Map<string, Set<string>>
  readonly codes: (code: string) => void
}

export interface TappedResult {
  readonly text: string
  /** Was the change judged for it, as far as was seen? */
  readonly isFresh: boolean
}

interface Pushed {
  readonly device_id?: string
  readonly acked_through?: number
  readonly changes: readonly PushedChange[]
}

interface PushedChange {
  readonly mutation_id?: number
  readonly op: Op
  readonly model: string
  readonly id: string
  readonly data?: Patch
}

interface Answered {
  readonly results: readonly { readonly [member: string]: unknown }[]
}

export function createTap(book: Book, codes: (code: string) => void): Tap {
  /** By `deviceId#mutationId`. */
  let results = new Map<string, TappedResult>()
  const judged = new Set<string>()
  const bodies = new Map<string, string>()
  const perMinute = new Map<string, number>()
  const deviceIds = new Map<string, Set<string>>()
  const isPush = ({ url }: Call): boolean => url.includes('/api/sync/push')

  const checkSent = (deviceId: string, change: PushedChange): void => {
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
    sent: (device, isCloned, call, atMs) => {
      const minute = `${device} ${Math.floor(atMs / 60_000)}`
      perMinute.set(minute, (perMinute.get(minute) ?? 0) + 1)
      if (!isPush(call)) return
      const { device_id: deviceId = '', acked_through: ackedThrough = 0, changes } = JSON.parse(call.body) as Pushed
      if (deviceId === '') book.violated('a device names itself', `${device}: ${call.body}`)
      checkOrder(book, device, changes)
      const ids = changes.map(({ mutation_id: id = 0 }) => id)
      if (ackedThrough >= Math.min(...ids)) {
        book.violated('only what was heard is acknowledged', `${device}: ${ackedThrough} with ${ids.join(', ')}`)
      }
      deviceIds.set(device, (deviceIds.get(device) ?? new Set()).add(deviceId))
      if (!isCloned) for (const change of changes) checkSent(deviceId, change)
    },
    served: (call, status, text) => {
      if (!isPush(call) || status !== 200) {
        if (status !== 200) codes((JSON.parse(text) as { error: { code: string } }).error.code)
        return
      }
      const { device_id: deviceId } = JSON.parse(call.body) as Pushed
      for (const result of (JSON.parse(text) as Answered).results) {
        codes(result['ok'] === true ? (result['merged'] === true ? 'MERGED' : 'OK') : String(result['code']))
        if (deviceId === undefined || result['code'] === 'RETRY' || result['code'] === 'ID_REUSE') continue
        const { duplicate, ...rest } = result
        const name = `${deviceId}#${String(result['mutation_id'])}`
        const first = results.get(name)
        const now = JSON.stringify(rest)
        // The repeat's answer may overtake the first one's.
        const isFresh = duplicate !== true
        if (first?.isFresh && isFresh) {
          book.violated('no change is judged twice', `${name}: ${first.text}, then ${now}`)
        } else if (first && first.text !== now) {
          book.violated('a repeat gets the stored result', `${name}: ${first.text}, then ${now}`)
        }
        results.set(name, { text: now, isFresh: isFresh || first?.isFresh === true })
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

/** A child leaves after the parent that it needs (F57). */
function checkOrder(book: Book, device: string, changes: readonly PushedChange[]): void {
  const creates = new Map(changes.flatMap(({ op, ...key }, at) => (op === 'create' ? [[recordName(key), at]] : [])))
  changes.forEach(({ model, id, data = {} }, at) => {
    const late = referencesIn(models, model, data).find((parent) => (creates.get(recordName(parent)) ?? -1) > at)
    if (late) book.violated('a child leaves after its parent', `${device}: ${model}/${id} before ${recordName(late)}`)
  })
}
