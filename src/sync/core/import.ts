import type { Registry } from '../../../contract/registry.ts'
import { sameValue, valueAt } from '../../../contract/value.ts'
import { fold } from './fold.ts'
import { NEW_KEY, type RecordState, type Transition } from './record-state.ts'
import { liveData, replay } from './replay.ts'
import { queueStray } from './stray.ts'
import type { ArchivedChange, Entry, SavedEntry, VisibleRow } from './types.ts'

/** A change as an export holds it: another device's, or this one's of an earlier day. */
export type ExportedChange = Pick<SavedEntry, 'model' | 'id' | 'op' | 'patch' | 'base' | 'schema' | 'editedAt'>

/** What importing means for one record. */
export type Import =
  /** This device or the server has it already; or nothing of it is left to be sent. */
  | { readonly kind: 'here' }
  /** Another edit of the record waits on this device: it stays as it is, and the file's is left out. */
  | { readonly kind: 'waits' }
  /** One new entry, as if it had been saved here on what its author saw then. */
  | { readonly kind: 'added'; readonly entry: Entry; readonly transition: Transition }

/**
 * Takes an exported record's changes in as ordinary edits: judged on the base that their author saw, so that what has changed
 * since is asked about and never overwritten. The same file a second time adds nothing.
 * @param archived this record's acknowledged changes
 * @param changes of this record, in the order they were made
 */
export function importChanges(
  models: Registry,
  state: RecordState,
  archived: readonly ArchivedChange[],
  changes: readonly ExportedChange[],
): Import {
  const fresh = changes.filter((change) => !isKnown(state, archived, change))
  if (fresh.length === 0) return { kind: 'here' }
  if (state.entries.length > 0) return { kind: isSeen(state, fresh) ? 'here' : 'waits' }
  const saved = fresh.map((change): SavedEntry => ({ ...change, kind: 'saved', key: NEW_KEY, attempts: 0 }))
  return added(fold(models, { row: state.row, entries: saved }))
}

/** Where the export's entry was damaged, and only what its author saw is left. @param seen null: deleted there */
export function importSeen(
  models: Registry,
  state: RecordState,
  key: Pick<VisibleRow, 'model' | 'id'>,
  seen: VisibleRow | null,
  about: Pick<ExportedChange, 'schema' | 'editedAt'>,
): Import {
  if (state.entries.length > 0) return { kind: 'waits' }
  return added(queueStray(models, state.row, key, seen, about))
}

function added(transition: Transition): Import {
  const [entry] = transition.entries
  return entry ? { kind: 'added', entry, transition } : { kind: 'here' }
}

/** Nobody saves one record twice in a millisecond; and ids are made where records are created, so a row means that its create arrived. */
function isKnown(
  { row, entries }: RecordState,
  archived: readonly ArchivedChange[],
  { op, base, editedAt }: ExportedChange,
): boolean {
  if ([...entries, ...archived].some((other) => other.editedAt === editedAt)) return true
  if (op === 'create') return row !== undefined && row.version > base.version
  return op === 'delete' && liveData(row) === null
}

/** Does what waits here show all of it? */
function isSeen(state: RecordState, changes: readonly ExportedChange[]): boolean {
  const data = replay(state)?.data
  return changes.every(({ op, patch }) => {
    if (op === 'delete' || !data) return op === 'delete' && !data
    return Object.entries(patch).every(([field, value]) => sameValue(value, valueAt(data, field)))
  })
}
