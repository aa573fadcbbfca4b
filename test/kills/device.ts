import { setTimeout as pause } from 'node:timers/promises'
import type { PushAnswer, PushResult } from '../../contract/wire/push.ts'
import type { Random } from '../../server/demo/random.ts'
import type { Change, Edit } from './change.ts'
import { createEdits, type Shared } from './edits.ts'
import type { Gate } from './gate.ts'
import type { Wire } from './wire.ts'

export interface DeviceOptions {
  readonly name: string
  readonly wire: Wire
  readonly gate: Gate
  readonly random: Random
  readonly shared: readonly Shared[]
  /** Something that must never be was answered. */
  readonly violated: (sentence: string) => void
}

/** A client that pushes as a real device does, without one: unique ids, exact bytes, the same ones until they are answered. */
export interface Device {
  readonly changes: readonly Change[]
  /** How often a push went unanswered, and how many of these the server had committed all the same. */
  readonly unanswered: { total: number; committed: number }
  /** The highest seq of which it was told. */
  heard(): number
  /** Pushes until it is told to stop and everything is answered. */
  run(isOver: () => boolean): Promise<void>
  push(edits: readonly Edit[]): Promise<void>
  /** Sends every change again whose result it has not acknowledged: the stored result must come, byte for byte. */
  repeatAll(): Promise<void>
}

const BATCH_MAX = 24
const REPEAT_BATCH = 200
/** A server whose database is away says so at once, and would be asked in a loop. */
const NOT_NOW_MS = 50

export function createDevice({ name, wire, gate, random, shared, violated }: DeviceOptions): Device {
  const deviceId = random.id(Date.now())
  const edits = createEdits(name, random, shared)
  const changes: Change[] = []
  const unanswered = { total: 0, committed: 0 }
  let mark: string | undefined
  let ackedThrough = 0
  let heard = 0

  const envelope = (batch: readonly Change[]): string => {
    const head = JSON.stringify({ scope: 'demo', device_id: deviceId, mark, acked_through: ackedThrough })
    return `${head.slice(0, -1)},"changes":[${batch.map(({ body }) => body).join(',')}]}`
  }
  /** Until it is answered, however often the server dies meanwhile. */
  const deliver = async (batch: readonly Change[], isTwin = false): Promise<readonly PushResult[]> => {
    for (let attempt = 1; ; attempt++) {
      await gate.open()
      const answer = await gate.sending(() => wire.post('/api/sync/push', envelope(batch))).catch(() => undefined)
      if (!answer) unanswered.total++
      if (answer?.status === 503) await pause(NOT_NOW_MS)
      if (!answer || answer.status === 503) continue
      if (answer.status !== 200) throw new Error(`${name}: a push was answered ${answer.status} ${answer.text}`)
      // The server's own answer, read by its own test.
      const { results, mark: newest } = JSON.parse(answer.text) as Omit<PushAnswer, 'results'> & {
        results: PushResult[]
      }
      mark = newest
      if (results.some(({ code }) => code === 'RETRY')) continue
      if (attempt > 1 && !isTwin && results[0]?.duplicate) unanswered.committed++
      return results
    }
  }
  const take = (batch: readonly Change[], results: readonly PushResult[]): void => {
    batch.forEach((change, n) => {
      const { duplicate: _, ...result } = results[n] ?? { ok: false }
      if (result.mutation_id !== change.mutationId) violated(`${name}: no result of ${change.body}`)
      const before = change.result && JSON.stringify(change.result)
      const now = JSON.stringify(result)
      if (before !== undefined && before !== now) violated(`${name}: ${change.body}: first ${before}, then ${now}`)
      change.result = result
      heard = Math.max(heard, result.seq ?? 0)
      if (before === undefined) edits.learn(change)
    })
  }
  const toChange = (edit: Edit): Change => {
    const mutationId = changes.length + 1
    const body = JSON.stringify({ mutation_id: mutationId, schema: 1, ...edit, edited_at: new Date().toISOString() })
    const change = { ...edit, mutationId, body }
    changes.push(change)
    return change
  }
  const push = async (wanted: readonly Edit[]): Promise<void> => {
    const batch = wanted.map(toChange)
    // A reused connection that breaks is enough for a browser to send twice.
    const times = random.chance(0.1) ? 2 : 1
    const answers = await Promise.all(Array.from({ length: times }, () => deliver(batch, times > 1)))
    for (const results of answers) take(batch, results)
    if (random.chance(0.02)) ackedThrough = changes.length
  }
  return {
    changes,
    unanswered,
    heard: () => heard,
    push,
    run: async (isOver) => {
      while (!isOver()) await push(edits.next(random.chance(0.5) ? 2 : BATCH_MAX))
    },
    repeatAll: async () => {
      const kept = changes.slice(ackedThrough)
      for (let at = 0; at < kept.length; at += REPEAT_BATCH) {
        const batch = kept.slice(at, at + REPEAT_BATCH)
        const results = await deliver(batch)
        if (results.some(({ duplicate }) => !duplicate)) violated(`${name}: a repeat was judged anew`)
        take(batch, results)
      }
    },
  }
}
