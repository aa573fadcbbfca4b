import { applyPatch, type Data, sameValue, type Value, valueAt } from '../../../contract/value.ts'
import type { RecordState } from './record-state.ts'
import { NO_VERSION } from './saw.ts'
import type { Entry, ServerRow, VisibleRow } from './types.ts'

/**
 * The visible row: shadow + replay of the record's entries, always.
 * @returns null if the record is deleted here; undefined if it has no entries (what the shadow says is what is seen)
 */
export function replay({ row, entries }: Pick<RecordState, 'row' | 'entries'>): VisibleRow | null | undefined {
  const newest = entries.at(-1)
  if (!newest) return undefined
  const data = entries.reduce<Data | null>((before, entry) => replayEntry(before, entry, row?.last), liveData(row))
  if (data === null) return null
  const { model, id, editedAt } = newest
  return { model, id, version: seenVersion(row, entries), data, updatedAt: editedAt, updatedBy: '' }
}

/** What a row holds; null if there is none, or it is a tombstone. */
export function liveData(row: ServerRow | undefined): Data | null {
  return row && !row.deleted ? row.data : null
}

/**
 * The version that whoever looks at the entries sees. Where they hide a value that their author has never seen, it is the one that
 * they were made on: a form that was opened over them is saved on it, perhaps when they are gone and nothing else would tell.
 */
function seenVersion(row: ServerRow | undefined, entries: readonly Entry[]): number {
  if (!row) return 0
  const there = liveData(row)
  const hiding = entries.filter(({ op, patch }) => {
    if (op === 'delete' || !there) return false
    return Object.keys(patch).some((field) => !entries.some((entry) => knows(entry, field, valueAt(there, field))))
  })
  if (hiding.length === 0) return row.version
  const version = Math.min(...hiding.map(({ base }) => base.version))
  return version > 0 && version < row.version ? version : NO_VERSION
}

/** Did the entry's author see the value in that field, or enter it? */
function knows({ op, patch, base }: Entry, field: string, value: Value | null): boolean {
  const [saw, gave] = [sameValue(value, valueAt(base.values, field)), sameValue(value, valueAt(patch, field))]
  switch (op) {
    case 'create':
      return gave
    case 'update':
      return Object.hasOwn(patch, field) && (saw || gave)
    case 'delete':
      return saw
  }
}

function replayEntry(data: Data | null, entry: Entry, last: Data | undefined): Data | null {
  switch (entry.op) {
    case 'create':
      return applyPatch(data ?? {}, entry.patch)
    case 'update':
      // The author still reads an edit of a record that is gone on the server.
      return applyPatch(data ?? last ?? entry.base.values, entry.patch)
    case 'delete':
      return null
  }
}
