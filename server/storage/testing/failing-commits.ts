import type { DatabaseConnection, Driver } from 'kysely'

/** How the next commit goes wrong: with this code, before the database heard of it or after it was made. */
export interface CommitFailure {
  readonly code: string
  readonly when: 'before' | 'after'
}

/** Stands between us and a database's driver; each failure happens to one commit. */
export interface FailingCommits {
  readonly wrapDriver: (driver: Driver) => Driver
  /** For the commits that follow, in order. */
  failNext(failures: readonly CommitFailure[]): void
  /** How many commits were asked for since. */
  asked(): number
}

export function createFailingCommits(): FailingCommits {
  let coming: CommitFailure[] = []
  let asked = 0
  const commitTransaction = async (driver: Driver, connection: DatabaseConnection): Promise<void> => {
    asked += 1
    const failure = coming.shift()
    if (failure?.when !== 'before') await driver.commitTransaction(connection)
    if (failure) throw Object.assign(new Error(`${failure.when} the commit`), { code: failure.code })
  }
  return {
    wrapDriver: (driver) => ({
      init: () => driver.init(),
      acquireConnection: () => driver.acquireConnection(),
      beginTransaction: (connection, settings) => driver.beginTransaction(connection, settings),
      commitTransaction: (connection) => commitTransaction(driver, connection),
      rollbackTransaction: (connection) => driver.rollbackTransaction(connection),
      releaseConnection: (connection) => driver.releaseConnection(connection),
      destroy: () => driver.destroy(),
    }),
    failNext: (failures) => {
      coming = [...failures]
      asked = 0
    },
    asked: () => asked,
  }
}
