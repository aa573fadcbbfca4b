import { batchAfterAnswer, batchAfterFailure } from './batch-size.ts'
import { backoffMs } from './backoff.ts'
import type { Call, Failure } from './failure.ts'
import type { DeviceMeta, Pause } from './types.ts'

/** After so long a silence the server must be believed anew. */
const HEARD_MAX_MS = 30_000

/** A believable answer came. @param pushTookMs only of a push: its batch grows */
export function metaAfterAnswer(meta: DeviceMeta, nowMs: number, pushTookMs?: number): DeviceMeta {
  const heard = { ...meta, heardAtMs: nowMs, lastExchangeFailed: false }
  return pushTookMs === undefined ? heard : withBatch(heard, batchAfterAnswer(batchOf(meta), pushTookMs))
}

/** A call failed; for a push the batch shrinks. A server that named the problem was heard. */
export function metaAfterFailure(meta: DeviceMeta, failure: Failure, during: Call): DeviceMeta {
  const failed = { ...meta, lastExchangeFailed: true, lastError: failure.message }
  return during === 'push' ? withBatch(failed, batchAfterFailure(batchOf(meta), failure)) : failed
}

export interface RunEnd {
  readonly nowMs: number
  /** In [0, 1). */
  readonly random: number
  /** Is a page visible and does something wait? */
  readonly urgent: boolean
  /** The failures of the run; none: it was a success. */
  readonly failures: readonly Failure[]
}

/** A run has ended: when the next may begin. */
export function metaAfterRun(meta: DeviceMeta, { nowMs, random, urgent, failures }: RunEnd): DeviceMeta {
  if (failures.length === 0) {
    const { lastError: _, ...rest } = meta
    return { ...rest, failures: 0, notBeforeMs: 0, lastSuccessMs: nowMs }
  }
  const asked = failures.flatMap((failure) =>
    failure.kind === 'problem' && failure.retryAfterMs !== undefined ? [failure.retryAfterMs] : [],
  )
  const inARow = meta.failures + 1
  const retryAfter = asked.length > 0 ? { retryAfterMs: Math.max(...asked) } : {}
  return {
    ...meta,
    failures: inARow,
    waitFromMs: nowMs,
    notBeforeMs: nowMs + backoffMs({ failures: inARow, random, urgent, ...retryAfter }),
  }
}

/** Wake-ups of a person, who may have removed what a pause waits for. */
const RESUMING = ['started', 'signedIn', 'asked']
/** These do not wait out a failure. */
const EAGER = [...RESUMING, 'online', 'reached', 'hinted', 'sync', 'periodicsync']

export type Barrier =
  | { readonly kind: 'paused'; readonly why: Pause['kind'] | 'worksOffline' }
  | { readonly kind: 'waiting'; readonly waitMs: number; readonly asked?: true }

/** Why a run may not begin now. @param reason of the wake-up */
export function barrierTo(meta: DeviceMeta, reason: string, nowMs: number): Barrier | undefined {
  if (meta.worksOffline) return { kind: 'paused', why: 'worksOffline' }
  if (meta.pause && !RESUMING.includes(reason)) return { kind: 'paused', why: meta.pause.kind }
  const waitMs = waitMsOf(meta, nowMs)
  if (waitMs === 0 || (EAGER.includes(reason) && !meta.waitAsked)) return undefined
  return { kind: 'waiting', waitMs, ...(meta.waitAsked && { asked: true }) }
}

/** How long until the next run may begin. Before its own beginning a wait is over: the clock went back since (F37). */
export function waitMsOf({ notBeforeMs, waitFromMs = 0 }: DeviceMeta, nowMs: number): number {
  return nowMs < waitFromMs ? 0 : Math.max(0, notBeforeMs - nowMs)
}

/** Must the server be believed first (GET /api/health), before anything may be sealed? */
export function mustAskFirst(
  meta: DeviceMeta,
  { nowMs, onLine, liveBroke }: { readonly nowMs: number; readonly onLine: boolean; readonly liveBroke: boolean },
): boolean {
  // A clock that went back says nothing about when the server was heard.
  const silentMs = nowMs - meta.heardAtMs
  return meta.lastExchangeFailed || !onLine || liveBroke || silentMs < 0 || silentMs > HEARD_MAX_MS
}

function batchOf({ batchChangesMax, batchBytesMax }: DeviceMeta) {
  return { changesMax: batchChangesMax, bytesMax: batchBytesMax }
}

function withBatch(meta: DeviceMeta, { changesMax, bytesMax }: { changesMax: number; bytesMax: number }): DeviceMeta {
  return { ...meta, batchChangesMax: changesMax, batchBytesMax: bytesMax }
}
