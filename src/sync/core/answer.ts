import type { PushResult } from '../../../contract/wire/push.ts'
import type { Registry } from '../../../contract/registry.ts'
import type { RecordState, Transition } from './record-state.ts'
import type { Entry } from './types.ts'

export interface AnswerContext {
  /** RFC 3339, device clock: when the answer came. */
  readonly at: string
  /** The display name of the person of this device, '' if unknown. */
  readonly by: string
  /** The whole outbox, as it is after the answers before this one: is a missing parent only waiting here? */
  readonly outbox: readonly Entry[]
}

/**
 * Applies the server's result to the sealed entry with that mutation id (DESIGN.md §3, the table of answers). A result whose
 * entry is gone changes nothing. `RETRY` and `ID_REUSE` change nothing here: see failing.ts and seal.ts.
 */
export function answer(
  _models: Registry,
  _state: RecordState,
  _mutationId: number,
  _result: PushResult,
  _context: AnswerContext,
): Transition {
  throw new Error('not written yet')
}
