import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** The server's database. */
export interface Storage {
  /** One word per database (WP9). */
  readonly epoch: string
  /**
   * The one write connection, for the accounts library and its tables. Never use it inside `transact`: on one connection
   * the query would wait for the transaction and the transaction for the query. A transaction on it awaits nothing but
   * its own statements; one that does is rolled back at the end of its turn.
   */
  readonly db: Kysely<Tables>
  close(): Promise<void>
}
