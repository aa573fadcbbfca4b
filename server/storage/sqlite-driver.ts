import type { Database } from 'better-sqlite3'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
  type SqliteStatement,
} from 'kysely'
import { retrying } from './retry.ts'

export interface SqliteConnectionOptions {
  readonly database: Database
  /** `begin immediate` for the writer: a deferred transaction that reads first meets SQLITE_BUSY_SNAPSHOT when it writes. */
  readonly begin: 'begin immediate' | 'begin'
  /** In [0, 1). */
  readonly random: () => number
  readonly wrapDriver?: ((driver: Driver) => Driver) | undefined
}

/** Kysely's SQLite dialect with one connection that no transaction can hold beyond its turn of the event loop. */
export function sqliteDialect(options: SqliteConnectionOptions): Dialect {
  const { wrapDriver = (driver: Driver) => driver } = options
  const dialect = new SqliteDialect({ database: options.database })
  return {
    createDriver: () => wrapDriver(new TurnDriver(options)),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
  }
}

/**
 * better-sqlite3 answers at once, so a transaction that awaits nothing but its own statements is over before the event loop
 * turns. One that is still open then waits for something else, perhaps for this very connection: it is rolled back, and
 * the connection goes to the next in line.
 */
class TurnDriver implements Driver {
  readonly #options: SqliteConnectionOptions
  /** Its mutex is the queue for the one connection. */
  readonly #inner: SqliteDriver

  constructor(options: SqliteConnectionOptions) {
    this.#options = options
    this.#inner = new SqliteDriver({ database: cachingStatements(options.database) })
  }

  init(): Promise<void> {
    return this.#inner.init()
  }

  async acquireConnection(): Promise<Turn> {
    return new Turn(this.#options, await this.#inner.acquireConnection(), () => void this.#inner.releaseConnection())
  }

  beginTransaction(turn: Turn): Promise<void> {
    return turn.begin()
  }

  commitTransaction(turn: Turn): Promise<void> {
    return turn.end('commit')
  }

  rollbackTransaction(turn: Turn): Promise<void> {
    return turn.end('rollback')
  }

  async releaseConnection(turn: Turn): Promise<void> {
    turn.release()
  }

  destroy(): Promise<void> {
    return this.#inner.destroy()
  }
}

/** One user's time with the connection, from acquiring to releasing. */
class Turn implements DatabaseConnection {
  readonly #options: SqliteConnectionOptions
  readonly #connection: DatabaseConnection
  readonly #release: () => void
  #state: 'idle' | 'transaction' | 'over' = 'idle'
  #overdue: NodeJS.Immediate | undefined

  constructor(options: SqliteConnectionOptions, connection: DatabaseConnection, release: () => void) {
    this.#options = options
    this.#connection = connection
    this.#release = release
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#state === 'over') throw new Error('a transaction awaited something else than its own statements')
    if (this.#state === 'transaction') return this.#connection.executeQuery<R>(query)
    return retrying(this.#options.random, async () => this.#connection.executeQuery<R>(query))
  }

  // eslint-disable-next-line require-yield
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('an open iterator blocks every writer: read in pages')
  }

  async begin(): Promise<void> {
    await this.#connection.executeQuery(CompiledQuery.raw(this.#options.begin))
    this.#state = 'transaction'
    this.#overdue = setImmediate(() => this.#revoke())
  }

  async end(how: 'commit' | 'rollback'): Promise<void> {
    clearImmediate(this.#overdue)
    if (this.#state === 'over') {
      if (how === 'rollback') return
      throw new Error('a transaction awaited something else than its own statements and was rolled back')
    }
    // A commit that fails for want of space may have rolled back by itself.
    if (this.#options.database.inTransaction) await this.#connection.executeQuery(CompiledQuery.raw(how))
    this.#state = 'idle'
  }

  release(): void {
    if (this.#state === 'over') return
    this.#state = 'over'
    this.#release()
  }

  #revoke(): void {
    if (this.#options.database.inTransaction) this.#options.database.exec('rollback')
    this.release()
  }
}

const STATEMENTS_MAX = 400

/** Preparing costs more than running: keeps the statements used last. Safe, because none is ever left half read. */
function cachingStatements(database: Database): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>()
  return {
    close: () => database.close(),
    prepare(sql) {
      const statement = statements.get(sql) ?? database.prepare<unknown[]>(sql)
      statements.delete(sql)
      statements.set(sql, statement)
      if (statements.size > STATEMENTS_MAX) statements.delete(statements.keys().next().value ?? '')
      return statement
    },
  }
}
