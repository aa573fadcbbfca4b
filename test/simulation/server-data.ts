import type { Database } from 'better-sqlite3'
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
  return database.prepare('select * from changes where scope = ? order by seq').all(SCOPE) as HistoryRow[]
}

export function readLosses(database: Database): HistoryRow[] {
  return database.prepare('select * from losses where scope = ? order by seq').all(SCOPE) as HistoryRow[]
}

export function readRecords(database: Database): StoredRecord[] {
  return database.prepare('select * from records where scope = ? order by model, id').all(SCOPE) as StoredRecord[]
}

export function readHead(database: Database): number {
  return (database.prepare('select head from scopes where scope = ?').get(SCOPE) as { head: number }).head
}

/** Every byte that says what the server knows; two equal ones mean that nothing has moved. */
export function readAll(database: Database): string {
  const tables = ['scopes', 'records', 'changes', 'losses', 'refs', 'uniques', 'digests']
  return JSON.stringify(tables.map((table) => database.prepare(`select * from ${table}`).all()))
}
