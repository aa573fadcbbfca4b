import type { Registry } from '../../../contract/registry.ts'
import type { RecordState, Transition } from './record-state.ts'
import type { ArchivedChange, ServerRow } from './types.ts'

/**
 * After 409 and the new snapshot (WP24): compares a record's entries and archived changes by value with the new history's
 * row. Everything sealed is taken up again under a new id; nothing is sent twice that is already there.
 * @param state `row`: the snapshot's row, undefined if it has none; entries: folded
 * @param archived the record's archived changes
 * @param freshKey the key for an entry that an archived change comes back as
 * @param before the shadow before the snapshot, where it is still known
 */
export function recover(
  _models: Registry,
  _state: RecordState,
  _archived: readonly ArchivedChange[],
  _freshKey: number,
  _before?: ServerRow,
): Transition {
  throw new Error('not written yet')
}

/**
 * The archived changes of one record that somebody has changed since, by the mirror as it was before the restore was
 * noticed: they are not lost and must not come back. To be trimmed in the transaction that drops the old cursor, and only
 * there: of a half new mirror this question has no answer.
 * @returns their mutation ids
 */
export function supersededChanges(_row: ServerRow | undefined, _archived: readonly ArchivedChange[]): number[] {
  throw new Error('not written yet')
}
