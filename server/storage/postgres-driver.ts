import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresDialect,
  type QueryResult,
} from 'kysely'
import { DatabaseError, type Pool, type PoolClient } from 'pg'
import { failureOf } from './failure.ts'
import { repeatingDriver } from './repeating-driver.ts'

export interface PostgresConnectionOptions {
  /** Stays the caller's to end. */
  readonly pool: Pool
  /** The statement that begins a transaction. */
  readonly begin: string
  /** In [0, 1). */
  readonly random: () => number
  readonly wrapDriver?: ((driver: Driver) => Driver) | undefined
}

/** Kysely's PostgreSQL dialect, with a driver that tells an ill connection from a statement that failed. */
export function postgresDialect(options: PostgresConnectionOptions): Dialect {
  const { pool, begin, random, wrapDriver = (driver) => driver } = options
  const dialect = new PostgresDialect({ pool })
  return {
    createDriver: () => repeatingDriver(wrapDriver(new PoolDriver(pool, begin)), random),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
  }
}

class PoolDriver implements Driver {
  readonly #pool: Pool
  readonly #begin: string

  constructor(pool: Pool, begin: string) {
    this.#pool = pool
    this.#begin = begin
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<PoolConnection> {
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw withCode(error, CANNOT_CONNECT)
    })
    return new PoolConnection(client)
  }

  async beginTransaction(connection: PoolConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(this.#begin))
  }

  async commitTransaction(connection: PoolConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'))
  }

  async rollbackTransaction(connection: PoolConnection): Promise<void> {
    await connection.rollback()
  }

  async releaseConnection(connection: PoolConnection): Promise<void> {
    connection.release()
  }

  async destroy(): Promise<void> {}
}

/** One user's time with a connection, from acquiring to releasing. */
class PoolConnection implements DatabaseConnection {
  readonly #client: PoolClient
  #isIll = false

  constructor(client: PoolClient) {
    this.#client = client
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    try {
      // Kysely's types say what a statement's rows are.
      const { rows, rowCount, command } = await this.#client.query<R & object>(sql, [...parameters])
      const isWrite = command === 'INSERT' || command === 'UPDATE' || command === 'DELETE'
      return isWrite ? { rows, numAffectedRows: BigInt(rowCount ?? 0) } : { rows }
    } catch (error) {
      const coded = withCode(error, CONNECTION_LOST)
      this.#isIll ||= failureOf(coded) === 'unavailable'
      throw coded
    }
  }

  // eslint-disable-next-line require-yield
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('an open cursor holds its connection: read in pages')
  }

  /** The server rolls back what a lost connection had begun. */
  async rollback(): Promise<void> {
    if (!this.#isIll) await this.executeQuery(CompiledQuery.raw('rollback'))
  }

  /** An ill connection is closed: the next user gets a new one. */
  release(): void {
    this.#client.release(this.#isIll)
  }
}

const CANNOT_CONNECT = '08001'
const CONNECTION_LOST = '08006'

/** What PostgreSQL itself says has a code; that the connection failed, or did not answer in time, is told by sockets and timers. */
function withCode(error: unknown, code: string): unknown {
  if (error instanceof DatabaseError || error instanceof TypeError || error instanceof RangeError) return error
  return Object.assign(new Error('the connection to PostgreSQL failed', { cause: error }), { code })
}
