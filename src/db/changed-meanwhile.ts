import { sameValue, valueAt } from '../../contract/value.ts'
import type { Entry, RecordKey, ServerRow } from '../sync/core/types.ts'
import type { Meanwhile } from './local-api.ts'

/** The server's rows, in the order asked. */
export type RowsOf = (keys: readonly RecordKey[]) => Promise<readonly (ServerRow | undefined)[]>

/** What others have changed in the same fields since these edits began, by entry. One read for all of them; without any, no read. */
export async function changedMeanwhile(
  entries: readonly Entry[],
  rowsOf: RowsOf,
): Promise<ReadonlyMap<number, Meanwhile>> {
  const edits = entries.filter(({ op }) => op === 'update')
  const rows = edits.length > 0 ? await rowsOf(edits) : []
  return new Map(
    edits.flatMap((entry, i): [number, Meanwhile][] => {
      const row = rows[i]
      const fields = row ? movedFields(entry, row) : []
      if (!row || fields.length === 0) return []
      // After several changes only the last one's author is known, who may have changed another field.
      const isOnlyOne = row.version === entry.base.version + 1
      return [[entry.key, { fields, ...(isOnlyOne && { by: row.updatedBy }) }]]
    }),
  )
}

function movedFields({ base, patch }: Entry, row: ServerRow): string[] {
  if (row.deleted || row.version <= base.version) return []
  return Object.keys(patch).filter((name) => {
    const theirs = valueAt(row.data, name)
    return !sameValue(theirs, valueAt(base.values, name)) && !sameValue(theirs, valueAt(patch, name))
  })
}
