import SqliteDatabase, { type Database } from 'better-sqlite3'
import { type Driver, Kysely } from 'kysely'
import { sqliteDialect } from './sqlite-driver.ts'
import type { Storage, StorageOptions } from './storage.ts'
import type { Tables } from './tables.ts'
import { prepareTables, transactionsOver } from './transactions.ts'

/**
 * Opens a SQLite file, creates it if it is not there, and brings its tables up to date.
 * @param file its path; the folder exists
 * @throws Error if the file cannot be opened, is no database, or was written by a newer server
 */
export async function openSqliteStorage(options: { readonly file: string } & StorageOptions): Promise<Storage> {
  const { file, environment, wrapDriver } = options
  const { random } = environment
  const writer = openWriter(file)
  const db = connect(writer, 'begin immediate', random, wrapDriver)
  const epoch = await prepareTables(db, 'sqlite', options).catch((error: unknown) => {
    writer.close()
    throw error
  })
  const readonly = openReader(file)
  const reader = connect(readonly, 'begin', random, wrapDriver)
  return {
    epoch,
    db,
    ...transactionsOver({ dialect: 'sqlite', writer: db, reader, random }),
    // Kysely closes only what it has used. The writer goes last: it folds the log back into the file.
    async close() {
      await reader.destroy()
      readonly.close()
      await db.destroy()
      writer.close()
    },
  }
}

function connect(
  database: Database,
  begin: 'begin immediate' | 'begin',
  random: () => number,
  wrapDriver?: (driver: Driver) => Driver,
): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: sqliteDialect({ database, begin, random, wrapDriver }) })
}

/** `timeout: 0`: better-sqlite3 waits for a lock without letting the event loop turn; `retrying` waits beside it. */
function openWriter(file: string): Database {
  const database = new SqliteDatabase(file, { timeout: 0 })
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.pragma('cache_size = -65536')
  return database
}

/** Pull, snapshot and history read here, beside the writer. */
function openReader(file: string): Database {
  const database = new SqliteDatabase(file, { timeout: 0, readonly: true, fileMustExist: true })
  database.pragma('cache_size = -65536')
  return database
}
