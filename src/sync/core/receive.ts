import type { Registry } from '../../../contract/registry.ts'
import type { RecordState, Transition } from './record-state.ts'
import type { ServerRow } from './types.ts'

/**
 * A server row of a pull or snapshot of the known epoch arrives. A row whose version is not above the shadow's is ignored.
 * The base of an unsealed entry moves with it where nothing of its patch differs (DESIGN.md §3).
 */
export function receive(_models: Registry, _state: RecordState, _incoming: ServerRow): Transition {
  throw new Error('not written yet')
}
