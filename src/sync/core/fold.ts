import type { Registry } from '../../../contract/registry.ts'
import type { RecordState, Transition } from './record-state.ts'

/**
 * Takes every `saved` entry of a record into its one open (or parked) entry, and compares the outcome with the shadow.
 * Idempotent: a record without saved entries comes back unchanged.
 */
export function fold(_models: Registry, _state: RecordState): Transition {
  throw new Error('not written yet')
}
