import type { Failure } from './failure.ts'
import type { DeviceMeta } from './types.ts'

/** The meta of a device that never spoke to the server. */
export function newMeta(_deviceId: string): DeviceMeta {
  throw new Error('not written yet')
}

/** A believable answer came. */
export function metaAfterAnswer(_meta: DeviceMeta, _nowMs: number): DeviceMeta {
  throw new Error('not written yet')
}

/** A call failed; for a push the batch shrinks. */
export function metaAfterFailure(
  _meta: DeviceMeta,
  _failure: Failure,
  _during: 'health' | 'push' | 'pull' | 'snapshot',
): DeviceMeta {
  throw new Error('not written yet')
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
export function metaAfterRun(_meta: DeviceMeta, _end: RunEnd): DeviceMeta {
  throw new Error('not written yet')
}

/** Must the server be believed first (GET /api/health), before anything may be sealed? */
export function mustAskFirst(
  _meta: DeviceMeta,
  _now: { readonly nowMs: number; readonly onLine: boolean; readonly liveBroke: boolean },
): boolean {
  throw new Error('not written yet')
}
