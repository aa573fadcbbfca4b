import { sql } from 'kysely'
import { deleteRows, execute, insertRows, padded, type Session } from '../bulk.ts'
import type { RefRow, UniqueRow } from '../tables.ts'

/** References and unique values, kept beside the records so that no question about them scans. */
export const constraintWrites = (session: Session) => ({
  async countRefs(scope: string, model: string, ids: readonly string[]): Promise<{ id: string; count: number }[]> {
    if (ids.length === 0) return []
    const list = padded(ids)
    return execute(session, `count refs ${list.length}`, [scope, model, ...list], () =>
      sql<{ id: string; count: number }>`
        select target_id as id, count(*) as count from refs
        where scope = ${scope} and target_model = ${model} and target_id in (${sql.join(list)})
        group by target_id order by target_id
      `.compile(session.db),
    )
  },
  addRefs: (rows: readonly RefRow[]) =>
    insertRows(session, { table: 'refs', columns: ['scope', 'target_model', 'target_id', 'model', 'id'] }, rows),
  removeRefs: (rows: readonly RefRow[]) =>
    deleteRows(session, 'refs', ['scope', 'target_model', 'target_id', 'model', 'id'], rows),
  async uniques(scope: string, model: string, field: string, hashes: readonly string[]): Promise<UniqueRow[]> {
    if (hashes.length === 0) return []
    const list = padded(hashes)
    return execute(session, `uniques ${list.length}`, [scope, model, field, ...list], () =>
      sql<UniqueRow>`
        select * from uniques where scope = ${scope} and model = ${model} and field = ${field}
        and value_hash in (${sql.join(list)})
      `.compile(session.db),
    )
  },
  addUniques: (rows: readonly UniqueRow[]) =>
    insertRows(session, { table: 'uniques', columns: ['scope', 'model', 'field', 'value_hash', 'id'] }, rows),
  removeUniques: (rows: readonly UniqueRow[]) =>
    deleteRows(session, 'uniques', ['scope', 'model', 'field', 'value_hash'], rows),
})
