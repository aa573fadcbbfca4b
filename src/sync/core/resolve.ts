import type { Registry } from '../../../contract/registry.ts'
import type { Value } from '../../../contract/value.ts'
import type { RecordState, Transition } from './record-state.ts'

/** How a person decided about a parked or waiting entry. */
export type PersonsDecision =
  /** A value per field in conflict, `null` clears. A field without one stays a question. */
  | { readonly kind: 'merge'; readonly values: { readonly [field: string]: Value | null } }
  /** Deleted there, changed here: create it again with my changes. Deleted here, changed there: delete anyway. */
  | { readonly kind: 'insist' }
  /** Take the change back; the server's row is seen again. */
  | { readonly kind: 'discard' }
  /** Send a refused or failed change again. */
  | { readonly kind: 'retry' }

export type Decided =
  | { readonly kind: 'decided'; readonly transition: Transition }
  /** It was sent and not yet answered. */
  | { readonly kind: 'inFlight' }
  /** There is no such entry (any more), or this decision is none that it asks for. */
  | { readonly kind: 'notAsked' }

/** Applies a person's decision to the entry with that key. @param editedAt RFC 3339, device clock */
export function decide(
  _models: Registry,
  _state: RecordState,
  _key: number,
  _decision: PersonsDecision,
  _editedAt: string,
): Decided {
  throw new Error('not written yet')
}
