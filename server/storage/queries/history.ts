import { sql } from 'kysely'
import { insertRows, type Session } from '../bulk.ts'
import type { ChangeRow, LossRow } from '../tables.ts'

const COLUMNS = [
  'scope',
  'seq',
  'model',
  'id',
  'version',
  'op',
  'user_id',
  'updated_by',
  'device_id',
  'updated_at',
  'edited_at',
  'detail',
] as const

export const historyReads = ({ db }: Session) => ({
  async changesOf(scope: string, model: string, id: string, before: number, limit: number): Promise<ChangeRow[]> {
    const { rows } = await sql<ChangeRow>`
      select * from changes where scope = ${scope} and model = ${model} and id = ${id} and seq < ${before}
      order by seq desc limit ${limit}
    `.execute(db)
    return rows
  },
  async lossesOf(scope: string, model: string, id: string, from: number, before: number): Promise<LossRow[]> {
    const { rows } = await sql<LossRow>`
      select * from losses where scope = ${scope} and model = ${model} and id = ${id}
      and seq >= ${from} and seq < ${before} order by seq desc, updated_at desc, word
    `.execute(db)
    return rows
  },
})

export const historyWrites = (session: Session) => ({
  addChanges: (rows: readonly ChangeRow[]) =>
    insertRows(session, { table: 'changes', columns: [...COLUMNS, 'tag'] }, rows),
  addLosses: (rows: readonly LossRow[]) =>
    insertRows(session, { table: 'losses', columns: [...COLUMNS, 'word'] }, rows),
})
