import { applyPatch, type Data } from '../../../contract/value.ts'
import type { RecordState } from './record-state.ts'
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
  return { model, id, version: row?.version ?? 0, data, updatedAt: editedAt, updatedBy: '' }
}

/** What a row holds; null if there is none, or it is a tombstone. */
export function liveData(row: ServerRow | undefined): Data | null {
  return row && !row.deleted ? row.data : null
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
