import type { Registry } from '../../contract/registry.ts'
import type { ServerEnvironment } from './environment.ts'
import type { Storage } from './storage.ts'

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
export async function openStorage(_options: StorageOptions): Promise<Storage> {
  throw new Error('not yet')
}
