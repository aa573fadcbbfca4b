import { openPostgresStorage } from './postgres-storage.ts'
import { openSqliteStorage } from './sqlite-storage.ts'
import type { Storage, StorageOptions } from './storage.ts'

/** Where the database is. */
export type Place =
  /** Path of a SQLite file; its folder exists. */
  | { readonly file: string }
  /** `postgres://user:password@host:port/database` */
  | { readonly url: string }

/**
 * Opens the database, and brings its tables up to date; a SQLite file is created if it is not there.
 * @throws Error if it cannot be opened, is no database, or was written by a newer server
 */
export function openStorage(options: Place & StorageOptions): Promise<Storage> {
  return 'url' in options ? openPostgresStorage(options) : openSqliteStorage(options)
}
