import { setTimeout as delay } from 'node:timers/promises'
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely'
import type { Random } from '../../server/demo/random.ts'

/** What may be wrong with the server, to show that the race finds it. */
export type Fault =
  /** The scope's row is read and not locked. */
  | 'nothing is locked'
  /** Nothing is locked, and a database sequence tells who comes after whom. */
  | 'a sequence counts'

/** Made before a race with that fault. */
export const SEQUENCE = 'create sequence commit_order increment by 10 start with 1000'

/**
 * Transactions that write stand still for a drawn time before they commit, as if the disk or the machine were busy. On SQLite
 * the whole process stands still: a transaction that lets the event loop turn is rolled back.
 */
export function holding(random: Random, isSqlite: boolean, fault: Fault | undefined): (driver: Driver) => Driver {
  return (driver) => {
    const writers = new Set<DatabaseConnection>()
    return {
      init: () => driver.init(),
      acquireConnection: async () => {
        const connection = await driver.acquireConnection()
        const own: DatabaseConnection = {
          streamQuery: () => {
            throw new Error('nothing is streamed')
          },
          executeQuery: <R>(query: CompiledQuery): Promise<QueryResult<R>> => {
            if (/^\s*(insert|update)/.test(query.sql)) writers.add(own)
            return connection.executeQuery<R>(fault ? tampered(query, fault) : query)
          },
        }
        inner.set(own, connection)
        return own
      },
      beginTransaction: (own, settings) => driver.beginTransaction(innerOf(own), settings),
      commitTransaction: async (own) => {
        const holdMs = random.chance(0.1) ? random.between(10, 60) : random.between(0, 8)
        if (writers.delete(own)) await stand(holdMs, isSqlite)
        await driver.commitTransaction(innerOf(own))
      },
      rollbackTransaction: (own) => {
        writers.delete(own)
        return driver.rollbackTransaction(innerOf(own))
      },
      releaseConnection: (own) => driver.releaseConnection(innerOf(own)),
      destroy: () => driver.destroy(),
    }
  }
}

const inner = new WeakMap<DatabaseConnection, DatabaseConnection>()

/** Drivers know their own connections only. */
function innerOf(own: DatabaseConnection): DatabaseConnection {
  const connection = inner.get(own)
  if (!connection) throw new Error('not a connection of ours')
  return connection
}

async function stand(ms: number, isSqlite: boolean): Promise<void> {
  if (isSqlite) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
  else await delay(ms)
}

/** @returns the statement as a server with that fault would have written it */
function tampered(query: CompiledQuery, fault: Fault): CompiledQuery {
  const unlocked = query.sql.replace('for update', '')
  if (fault === 'nothing is locked') return { ...query, sql: unlocked }
  const columns = "scope, name, nextval('commit_order') as head, head_tag, origin_tag, oldest, created_at"
  const counted = unlocked === query.sql ? query.sql : unlocked.replace('select *', `select ${columns}`)
  // The head is the highest number that was committed: without this it would even fall.
  return { ...query, sql: counted.replace(/^(\s*update scopes set .*head = )(\$\d)(,)/, '$1greatest(head, $2)$3') }
}
