import type { Registry } from '../../../contract/registry.ts'
import { type Data, type Patch, sameValue, valueAt } from '../../../contract/value.ts'
import { fold } from './fold.ts'
import { NEW_KEY, type RecordState, type Transition } from './record-state.ts'
import { liveData, replay } from './replay.ts'
import { NO_VERSION } from './saw.ts'
import { queueStray } from './stray.ts'
import type { ArchivedChange, Entry, SavedEntry, ServerRow, VisibleRow } from './types.ts'

/** A change as an export holds it: another device's, or this one's of an earlier day. */
export type ExportedChange = Pick<SavedEntry, 'model' | 'id' | 'op' | 'patch' | 'base' | 'schema' | 'editedAt'> & {
  /** It was on its way, so that nothing was folded into it any more. */
  readonly isSealed?: true
}

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
  const saved = fresh.map((change): SavedEntry => ({
    ...(state.row ? asked(state.row, change) : unversioned(change)),
    kind: 'saved',
    key: NEW_KEY,
    attempts: 0,
    // The file may be of another history than the mirror.
    asks: true,
  }))
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
  // What it was is not known: the server asks, if it is there.
  if (!seen && !state.row) return importChanges(models, state, [], [{ ...key, ...about, ...REMOVAL }])
  return added(queueStray(models, state.row, key, seen, {}, about))
}

const REMOVAL = { op: 'delete', patch: {}, base: { version: 0, values: {} } } as const

function added(transition: Transition): Import {
  const [entry] = transition.entries
  return entry ? { kind: 'added', entry, transition } : { kind: 'here' }
}

/**
 * Nobody saves one record twice in a millisecond. That a row is there tells that all of its create has arrived only if that was
 * on its way: else the device went on, and folded more into it. That there is none does not tell that a delete has arrived: the
 * mirror may not be filled yet.
 */
function isKnown({ row, entries }: RecordState, archived: readonly ArchivedChange[], change: ExportedChange): boolean {
  if ([...entries, ...archived].some((other) => other.editedAt === change.editedAt)) return true
  if (!row) return false
  if (change.op === 'delete') return row.deleted
  const hasArrived = change.op === 'create' && row.version > change.base.version
  return hasArrived && (change.isSealed === true || isShown(liveData(row) ?? row.last ?? {}, change.patch))
}

/** A create that arrived and was deleted since is not entered again without a question. */
function asked(row: ServerRow, change: ExportedChange): ExportedChange {
  const isGone = change.op === 'create' && row.deleted && row.version > change.base.version
  return isGone ? { ...change, op: 'update', base: { version: 0, values: {} } } : change
}

/** Where there is no row to ask about yet, it is asked when one comes, here or by the server: the file's version may be of another history. */
function unversioned(change: ExportedChange): ExportedChange {
  return change.op === 'create' ? change : { ...change, base: { ...change.base, version: NO_VERSION } }
}

/** Does what waits here show all of it? */
function isSeen(state: RecordState, changes: readonly ExportedChange[]): boolean {
  const data = replay(state)?.data
  return changes.every(({ op, patch }) => {
    if (op === 'delete' || !data) return op === 'delete' && !data
    return isShown(data, patch)
  })
}

function isShown(data: Data, patch: Patch): boolean {
  return Object.entries(patch).every(([field, value]) => sameValue(value, valueAt(data, field)))
}
