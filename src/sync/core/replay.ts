import { applyPatch, type Data } from '../../../contract/value.ts'
import type { RecordState } from './record-state.ts'
import type { Entry, VisibleRow } from './types.ts'

/**
 * The visible row: shadow + replay of the record's entries, always.
 * @returns null if the record is deleted here; undefined if it has no entries (what the shadow says is what is seen)
 */
export function replay({ row, entries }: Pick<RecordState, 'row' | 'entries'>): VisibleRow | null | undefined {
  const newest = entries.at(-1)
  if (!newest) return undefined
  let data: Data | null = row && !row.deleted ? row.data : null
  for (const entry of entries) data = replayEntry(data ?? row?.last ?? null, entry)
  if (data === null) return null
  const { model, id, editedAt } = newest
  return { model, id, version: row?.version ?? 0, data, updatedAt: editedAt, updatedBy: '' }
}

function replayEntry(data: Data | null, entry: Entry): Data | null {
  switch (entry.kind === 'parked' && entry.op !== 'delete' ? 'update' : entry.op) {
    case 'create':
      return applyPatch({}, entry.patch)
    case 'update':
      return applyPatch(data ?? entry.base.values, entry.patch)
    case 'delete':
      return null
  }
}
