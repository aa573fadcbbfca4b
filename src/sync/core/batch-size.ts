import { BODY_BYTES_MAX, CHANGES_MAX } from '../../../contract/wire/protocol.ts'
import type { Failure } from './failure.ts'
import type { BatchLimits } from './order.ts'

/** The largest batch: the envelope needs some room beside the changes. */
export const BATCH_MAX: BatchLimits = { changesMax: CHANGES_MAX, bytesMax: BODY_BYTES_MAX - 16 * 1024 }
/** The first batch after a failure. */
export const BATCH_AFTER_FAILURE: BatchLimits = { changesMax: 50, bytesMax: 64 * 1024 }

const QUICK_MS = 5_000
const BYTES_MIN = 1024

/** Doubles after an answer within 5 s. */
export function batchAfterAnswer(limits: BatchLimits, tookMs: number): BatchLimits {
  if (tookMs > QUICK_MS) return limits
  return smaller(BATCH_MAX, { changesMax: limits.changesMax * 2, bytesMax: limits.bytesMax * 2 })
}

/** Halves after a time-out, 400, 413 or 500; after any failure it is at most 50 changes and 64 KiB. */
export function batchAfterFailure(limits: BatchLimits, failure: Failure): BatchLimits {
  const isLarge = limits.changesMax > BATCH_AFTER_FAILURE.changesMax
  if (isLarge || !mayBeTheBatch(failure)) return smaller(limits, BATCH_AFTER_FAILURE)
  return {
    changesMax: Math.max(1, Math.floor(limits.changesMax / 2)),
    bytesMax: Math.max(BYTES_MIN, Math.floor(limits.bytesMax / 2)),
  }
}

/** May the failure come from what was sent, its size or one change of it? */
export function mayBeTheBatch(failure: Failure): boolean {
  return failure.kind === 'unreachable'
    ? failure.timedOut || failure.tooLarge === true
    : [400, 413, 500].includes(failure.status)
}

function smaller(a: BatchLimits, b: BatchLimits): BatchLimits {
  return { changesMax: Math.min(a.changesMax, b.changesMax), bytesMax: Math.min(a.bytesMax, b.bytesMax) }
}
