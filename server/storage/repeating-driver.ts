import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely'
import { retrying } from './retry.ts'

/**
 * A statement outside of a transaction is a transaction of its own, and is tried again like any other. An insert is not: who
 * cannot say whether it took effect makes another row, or meets its own. Whoever inserts repeats the whole call.
 * @param random in [0, 1)
 */
export function repeatingDriver(driver: Driver, random: () => number): Driver {
  const connections = new WeakMap<DatabaseConnection, DatabaseConnection>()
  /** What kysely was given stands for what the driver gave. */
  const innerOf = (connection: DatabaseConnection): DatabaseConnection => connections.get(connection) ?? connection
  const inTransaction = new WeakSet<DatabaseConnection>()

  const repeat = async (): Promise<DatabaseConnection> => {
    const inner = await driver.acquireConnection()
    const connection: DatabaseConnection = {
      executeQuery: <R>(query: CompiledQuery): Promise<QueryResult<R>> =>
        !inTransaction.has(inner) && REPEATABLE.has(query.query.kind)
          ? retrying(random, () => inner.executeQuery<R>(query))
          : inner.executeQuery<R>(query),
      streamQuery: (query, chunkSize) => inner.streamQuery(query, chunkSize),
    }
    connections.set(connection, inner)
    return connection
  }
  return {
    init: () => driver.init(),
    acquireConnection: repeat,
    beginTransaction: async (connection, settings) => {
      inTransaction.add(innerOf(connection))
      await driver.beginTransaction(innerOf(connection), settings)
    },
    commitTransaction: (connection) => driver.commitTransaction(innerOf(connection)),
    rollbackTransaction: (connection) => driver.rollbackTransaction(innerOf(connection)),
    releaseConnection: (connection) => {
      inTransaction.delete(innerOf(connection))
      return driver.releaseConnection(innerOf(connection))
    },
    destroy: () => driver.destroy(),
  }
}

const REPEATABLE: ReadonlySet<string> = new Set(['SelectQueryNode', 'UpdateQueryNode', 'DeleteQueryNode'])
