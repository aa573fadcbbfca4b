import SqliteDatabase, { type Database } from 'better-sqlite3'
import { type CompiledQuery, Kysely } from 'kysely'
import type { Registry } from '../../contract/registry.ts'
import type { Session } from './bulk.ts'
import type { ServerEnvironment } from './environment.ts'
import { migrate } from './migrations.ts'
import { constraintWrites } from './queries/constraints.ts'
import { deviceWrites } from './queries/devices.ts'
import { historyReads, historyWrites } from './queries/history.ts'
import { recordReads, recordWrites } from './queries/records.ts'
import { scopeReads, scopeWrites } from './queries/scopes.ts'
import { retrying } from './retry.ts'
import { sqliteDialect } from './sqlite-driver.ts'
import type { Storage, StorageReader, StorageTx } from './storage.ts'
import type { Tables } from './tables.ts'
import { refreshViews } from './views.ts'

export interface StorageOptions {
  /** Path of the SQLite file; its folder exists. */
  readonly file: string
  /** One read-only SQL view (`v_<model>`) is kept for each of its models. */
  readonly registry: Registry
  readonly environment: ServerEnvironment
}

/**
 * Opens the database, creates it if it is not there, and brings its tables up to date.
 * @throws Error if the file cannot be opened, is no database, or was written by a newer server
 */
export async function openStorage({ file, registry, environment }: StorageOptions): Promise<Storage> {
  const random = environment.random
  const writer = openWriter(file)
  const db = connect(writer, 'begin immediate', random)
  const epoch = await retrying(random, () =>
    db.transaction().execute(async (transaction) => {
      const found = await migrate(transaction, environment.randomWord())
      await refreshViews(transaction, registry)
      return found
    }),
  ).catch((error: unknown) => {
    writer.close()
    throw error
  })
  const readonly = openReader(file)
  const reader = connect(readonly, 'begin', random)
  const shapes = new Map<string, CompiledQuery>()
  return {
    epoch,
    db,
    transact: (work) =>
      retrying(random, () => db.transaction().execute((transaction) => work(createTx({ db: transaction, shapes })))),
    read: (work) =>
      retrying(random, () => reader.transaction().execute((snapshot) => work(createReader({ db: snapshot, shapes })))),
    // Kysely closes only what it has used. The writer goes last: it folds the log back into the file.
    async close() {
      await reader.destroy()
      readonly.close()
      await db.destroy()
      writer.close()
    },
  }
}

function createTx(session: Session): StorageTx {
  return {
    ...scopeWrites(session),
    ...recordWrites(session),
    ...historyWrites(session),
    ...constraintWrites(session),
    ...deviceWrites(session),
  }
}

function createReader(session: Session): StorageReader {
  return { ...scopeReads(session), ...recordReads(session), ...historyReads(session) }
}

function connect(database: Database, begin: 'begin immediate' | 'begin', random: () => number): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: sqliteDialect({ database, begin, random }) })
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
