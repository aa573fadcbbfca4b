import type { Database, Statement } from 'better-sqlite3'
import { SCOPE } from './people.ts'
import type { HistoryRow } from './world.ts'

export interface StoredRecord {
  readonly model: string
  readonly id: string
  readonly version: number
  readonly seq: number
  readonly deleted: number
  readonly data: string
}

/** The scope's applied changes, by seq. */
export function readHistory(database: Database): HistoryRow[] {
  return prepared(database, 'select * from changes where scope = ? order by seq').all(SCOPE) as HistoryRow[]
}

export function readLosses(database: Database): HistoryRow[] {
  return prepared(database, 'select * from losses where scope = ? order by seq').all(SCOPE) as HistoryRow[]
}

export function readRecords(database: Database): readonly StoredRecord[] {
  const known = records.get(database)
  const { data_version: version } = prepared(database, 'pragma data_version').get() as { data_version: number }
  if (known && known.version === version) return known.rows
  const sql = 'select model, id, version, seq, deleted, data from records where scope = ? order by model, id'
  const rows = prepared(database, sql).all(SCOPE) as StoredRecord[]
  records.set(database, { version, rows })
  return rows
}

/** As they were read last: they hold until another connection has written. */
const records = new WeakMap<Database, { readonly version: number; readonly rows: readonly StoredRecord[] }>()

export function readHead(database: Database): number {
  return (prepared(database, 'select head from scopes where scope = ?').get(SCOPE) as { head: number }).head
}

export function readEpoch(database: Database): string {
  return (prepared(database, "select value from meta where key = 'epoch'").get() as { value: string }).value
}

export function readTag(database: Database, seq: number): string | undefined {
  const row = prepared(database, 'select tag from changes where scope = ? and seq = ?').get(SCOPE, seq)
  return (row as { tag: string } | undefined)?.tag
}

/** Every byte that says what the server knows; two equal ones mean that nothing has moved. */
export function readAll(database: Database): string {
  const tables = ['scopes', 'records', 'changes', 'losses', 'refs', 'uniques', 'digests']
  return JSON.stringify(tables.map((table) => prepared(database, `select * from ${table}`).all()))
}

const statements = new WeakMap<Database, Map<string, Statement<unknown[]>>>()

/** The oracles ask the same again and again, and preparing costs more than asking. */
function prepared(database: Database, sql: string): Statement<unknown[]> {
  const known = statements.get(database) ?? new Map<string, Statement<unknown[]>>()
  statements.set(database, known)
  const statement = known.get(sql) ?? database.prepare<unknown[]>(sql)
  known.set(sql, statement)
  return statement
}
