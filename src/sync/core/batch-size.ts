import { BODY_BYTES_MAX, CHANGES_MAX } from '../../../contract/wire/protocol.ts'
import type { Failure } from './failure.ts'
import type { BatchLimits } from './order.ts'

/** The largest batch: the envelope needs some room beside the changes. */
export const BATCH_MAX: BatchLimits = { changesMax: CHANGES_MAX, bytesMax: BODY_BYTES_MAX - 16 * 1024 }
/** The first batch after a failure. */
export const BATCH_AFTER_FAILURE: BatchLimits = { changesMax: 50, bytesMax: 64 * 1024 }

/** Doubles after an answer within 5 s. */
export function batchAfterAnswer(_limits: BatchLimits, _tookMs: number): BatchLimits {
  throw new Error('not written yet')
}

/** Halves after a time-out, 400, 413 or 500; after any failure it is at most 50 changes and 64 KiB. */
export function batchAfterFailure(_limits: BatchLimits, _failure: Failure): BatchLimits {
  throw new Error('not written yet')
}
