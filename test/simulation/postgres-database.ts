import SqliteDatabase from 'better-sqlite3'
import { Client, types } from 'pg'
import { models } from '../../contract/models/index.ts'
import { openStorage } from '../../server/storage/open-storage.ts'
import { emptyDatabase, type ServerDatabase } from './server-database.ts'

const TABLES = [
  'meta',
  'scopes',
  'records',
  'refs',
  'uniques',
  'changes',
  'losses',
  'mutations',
  'conflicts',
  'devices',
  'digests',
]

/**
 * A PostgreSQL database, emptied before. What is in it is looked at, backed up and restored as a SQLite database of the same
 * tables: the oracles read the same bytes from both.
 */
export async function postgresServerDatabase(url: string): Promise<ServerDatabase> {
  const client = new Client({ connectionString: url })
  await client.connect()
  let copy: SqliteDatabase.Database | undefined
  /** Something may have been written since it was copied. */
  let isStale = true
  const look: ServerDatabase['look'] = async () => {
    if (copy && !isStale) return copy
    copy?.close()
    isStale = false
    copy = inMemory(emptyDatabase())
    await copyOut(client, copy)
    return copy
  }
  await makeTables(url)
  await copyIn(client, emptyDatabase())
  return {
    open: async (options) => {
      isStale = true
      const storage = await openStorage({ ...options, url, isPatient: true })
      return {
        ...storage,
        transact: (work) => {
          isStale = true
          return storage.transact(work)
        },
      }
    },
    look,
    backup: async () => (await look()).serialize(),
    restore: (backup) => copyIn(client, backup),
    close: async () => {
      copy?.close()
      await client.end()
    },
  }
}

const made = new Set<string>()

async function makeTables(url: string): Promise<void> {
  if (made.has(url)) return
  made.add(url)
  const environment = { nowMs: () => 0, random: () => 0, randomWord: () => 'first' }
  await (await openStorage({ url, registry: models, environment, isPatient: true })).close()
}

async function copyOut(client: Client, copy: SqliteDatabase.Database): Promise<void> {
  for (const table of TABLES) {
    copy.exec(`delete from ${table}`)
    const { rows } = await client.query<Row>({ text: `select * from ${table}`, types: { getTypeParser } })
    const [first] = rows
    if (!first) continue
    const insert = insertStatement(copy, table, first)
    copy.transaction(() => void rows.forEach((row) => insert.run(row)))()
  }
}

/** Views stay as they are in PostgreSQL, and so does what it knows of them. */
async function copyIn(client: Client, bytes: Buffer): Promise<void> {
  const database = inMemory(bytes)
  await client.query('begin')
  for (const table of TABLES) {
    await client.query(`delete from ${table} ${table === 'meta' ? "where key <> 'views'" : ''}`)
    const rows = (database.prepare(`select * from ${table}`).all() as Row[]).filter(({ key }) => key !== 'views') // Plain columns.
    const insert = `insert into ${table} select * from json_populate_recordset(null::${table}, $1)`
    if (rows.length > 0) await client.query(insert, [JSON.stringify(rows)])
  }
  await client.query('commit')
  database.close()
}

/** A file's bytes say that there is a log beside it (bytes 18 and 19 of the header); in memory there is none. */
function inMemory(file: Buffer): SqliteDatabase.Database {
  const bytes = Buffer.from(file)
  bytes[18] = bytes[19] = 1
  return new SqliteDatabase(bytes)
}

interface Row {
  readonly [column: string]: unknown
}

function insertStatement(database: SqliteDatabase.Database, table: string, row: Row): SqliteDatabase.Statement<[Row]> {
  const names = Object.keys(row)
  return database.prepare(`insert into ${table} (${names.join()}) values (${names.map((name) => `@${name}`).join()})`)
}

const getTypeParser: typeof types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format)
