import { sql } from 'kysely'
import { execute, insertRows, padded, type Session } from '../bulk.ts'
import type { ChangedFilter, SnapshotRecord } from '../storage.ts'
import type { DigestRow, RecordRow } from '../tables.ts'

const COLUMNS = [
  'scope',
  'model',
  'id',
  'version',
  'seq',
  'deleted',
  'data',
  'field_versions',
  'created_at',
  'created_by',
  'updated_at',
  'updated_by',
  'device_id',
] as const
const KEY = ['scope', 'model', 'id'] as const

export const recordReads = (session: Session) => ({
  digests: (scope: string) => digests(session, scope),
  async changedSince(scope: string, since: number, limit: number, only: ChangedFilter): Promise<RecordRow[]> {
    const model = only.model === undefined ? sql`` : sql`and model = ${only.model}`
    const device =
      only.exceptDevice === undefined ? sql`` : sql`and (device_id is null or device_id <> ${only.exceptDevice})`
    const { rows } = await sql<RecordRow>`
      select * from records where scope = ${scope} and seq > ${since} ${model} ${device} order by seq limit ${limit}
    `.execute(session.db)
    return rows
  },
  async recordsAfter(scope: string, after: { model: string; id: string }, limit: number): Promise<SnapshotRecord[]> {
    return execute(session, 'records after', [scope, after.model, after.id, limit], () =>
      sql<SnapshotRecord>`
        select model, id, version, deleted, data, updated_at, updated_by from records
        where scope = ${scope} and (model, id) > (${after.model}, ${after.id})
        order by model, id limit ${limit}
      `.compile(session.db),
    )
  },
})

export const recordWrites = (session: Session) => ({
  async records(scope: string, model: string, ids: readonly string[]): Promise<RecordRow[]> {
    if (ids.length === 0) return []
    const list = padded(ids)
    return execute(session, `records ${list.length}`, [scope, model, ...list], () =>
      sql<RecordRow>`select * from records where scope = ${scope} and model = ${model} and id in (${sql.join(list)})`.compile(
        session.db,
      ),
    )
  },
  putRecords: (rows: readonly RecordRow[]) =>
    insertRows(session, { table: 'records', columns: COLUMNS, replaceBy: KEY }, rows),
  digests: (scope: string) => digests(session, scope),
  putDigests: (rows: readonly DigestRow[]) =>
    insertRows(
      session,
      { table: 'digests', columns: ['scope', 'model', 'count', 'sum'], replaceBy: ['scope', 'model'] },
      rows,
    ),
})

function digests(session: Session, scope: string): Promise<DigestRow[]> {
  return execute(session, 'digests', [scope], () =>
    sql<DigestRow>`select * from digests where scope = ${scope} order by model`.compile(session.db),
  )
}
