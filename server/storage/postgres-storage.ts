import { setTimeout as delay } from 'node:timers/promises'
import { type Driver, Kysely } from 'kysely'
import { DatabaseError, Pool, type PoolConfig, types } from 'pg'
import { failureOf } from './failure.ts'
import { postgresDialect } from './postgres-driver.ts'
import type { Storage, StorageOptions } from './storage.ts'
import type { Tables } from './tables.ts'
import { prepareTables, transactionsOver } from './transactions.ts'

/** After the scope's row is locked every statement sees all that is committed: nothing that was read before can be old. */
const BEGIN_WRITE = 'begin isolation level read committed'
const BEGIN_READ = 'begin isolation level repeatable read read only'

/** Two pools, so that pushes that wait for a scope keep nobody from reading, nor from being recognised. */
const CONNECTIONS_EACH = 8

/** The server ends what takes too long; `query_timeout` is ours, for a server that is not heard any more. */
const LIMITS = {
  connectionTimeoutMillis: 5_000,
  lock_timeout: 5_000,
  statement_timeout: 15_000,
  idle_in_transaction_session_timeout: 10_000,
  query_timeout: 20_000,
} satisfies PoolConfig

/**
 * Opens a PostgreSQL database and brings its tables up to date.
 * @param url `postgres://user:password@host:port/database`
 * @throws Error if it cannot be reached for ten seconds, or was written by a newer server
 */
export async function openPostgresStorage(options: { readonly url: string } & StorageOptions): Promise<Storage> {
  const { url, environment, wrapDriver, isPatient = false } = options
  const epoch = await onceItListens(() => prepare(options))
  const config = { max: CONNECTIONS_EACH, ...(isPatient ? {} : LIMITS) }
  const writers = openPool(url, config)
  const others = openPool(url, config)
  const { random } = environment
  const writer = connect(writers, BEGIN_WRITE, random, wrapDriver)
  const reader = connect(others, BEGIN_READ, random, wrapDriver)
  const db = connect(others, BEGIN_WRITE, random, wrapDriver)
  return {
    epoch,
    db,
    ...transactionsOver({ dialect: 'postgres', writer, reader, random }),
    async close() {
      await Promise.all([writers.end(), others.end()])
    },
  }
}

const ASK_AGAIN_MS = 250
const ASK_TIMES = 40

/** A machine that starts both at once has the database up a little later: it is waited for. */
async function onceItListens<T>(open: () => Promise<T>): Promise<T> {
  for (let time = 1; ; time++) {
    try {
      return await open()
    } catch (error) {
      if (time === ASK_TIMES || !isNotListening(error)) throw error
    }
    await delay(ASK_AGAIN_MS)
  }
}

/** Nobody is there yet, or it says that it is starting or going. */
function isNotListening(error: unknown): boolean {
  if (error instanceof DatabaseError) return /^57P0[123]$/.test(error.code ?? '')
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause && (cause.code === 'ECONNREFUSED' || cause.code === 'ENOENT')
}

/** Tables and views, over a connection that may take its time. @returns the epoch */
async function prepare(options: { readonly url: string } & StorageOptions): Promise<string> {
  const { url, isPatient = false } = options
  const { connectionTimeoutMillis } = LIMITS
  const pool = openPool(url, { max: 1, ...(isPatient ? {} : { connectionTimeoutMillis }) })
  const db = connect(pool, BEGIN_WRITE, options.environment.random)
  try {
    return await prepareTables(
      db,
      'postgres',
      options,
      // Another server makes the first table at this moment: `if not exists` does not wait for it.
      (error) => failureOf(error) === 'transient' || (error instanceof DatabaseError && error.code === '23505'),
    )
  } finally {
    await pool.end()
  }
}

function openPool(url: string, config: PoolConfig): Pool {
  const pool = new Pool({
    connectionString: url,
    application_name: 'satchel',
    keepAlive: true,
    types: { getTypeParser },
    ...config,
  })
  // Whoever uses a connection that breaks hears of it from the query; nobody needs to hear of an idle one.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => void client.on('error', () => undefined))
  return pool
}

function connect(
  pool: Pool,
  begin: string,
  random: () => number,
  wrapDriver?: (driver: Driver) => Driver,
): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: postgresDialect({ pool, begin, random, wrapDriver }) })
}

const BIGINT = types.builtins.INT8

/** Whole numbers as numbers: the driver's own parser makes texts of 64-bit ones, because not all of them fit. */
const getTypeParser: typeof types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === BIGINT && format !== 'binary' ? parseWhole : types.getTypeParser(oid, format)

function parseWhole(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} does not fit into a number`)
  return number
}
