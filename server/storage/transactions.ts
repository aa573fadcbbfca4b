import type { CompiledQuery, Kysely } from 'kysely'
import type { Session } from './bulk.ts'
import { migrate } from './migrations.ts'
import { constraintWrites } from './queries/constraints.ts'
import { deviceWrites } from './queries/devices.ts'
import { historyReads, historyWrites } from './queries/history.ts'
import { recordReads, recordWrites } from './queries/records.ts'
import { scopeReads, scopeWrites } from './queries/scopes.ts'
import { retrying } from './retry.ts'
import type { Dialect, Storage, StorageOptions, StorageReader, StorageTx } from './storage.ts'
import type { Tables } from './tables.ts'
import { refreshViews } from './views.ts'

export interface Connections {
  readonly dialect: Dialect
  /** Its transactions lock what they write. */
  readonly writer: Kysely<Tables>
  /** Its transactions see one snapshot. */
  readonly reader: Kysely<Tables>
  /** In [0, 1). */
  readonly random: () => number
}

/** The storage's two kinds of transaction, both through the one retry. */
export function transactionsOver(connections: Connections): Pick<Storage, 'dialect' | 'transact' | 'read'> {
  const { dialect, writer, reader, random } = connections
  const shapes = new Map<string, CompiledQuery>()
  const session = (db: Kysely<Tables>): Session => ({ db, dialect, shapes })
  return {
    dialect,
    transact: (work) =>
      retrying(random, () => writer.transaction().execute((transaction) => work(createTx(session(transaction))))),
    read: (work) =>
      retrying(random, () => reader.transaction().execute((snapshot) => work(createReader(session(snapshot))))),
  }
}

/** Brings tables and views up to date, in one transaction. @returns the database's epoch */
export function prepareTables(
  db: Kysely<Tables>,
  dialect: Dialect,
  { registry, environment }: StorageOptions,
  isCollision?: (error: unknown) => boolean,
): Promise<string> {
  const prepare = () =>
    db.transaction().execute(async (transaction) => {
      const epoch = await migrate(transaction, dialect, environment.randomWord())
      await refreshViews(transaction, dialect, registry)
      return epoch
    })
  return retrying(environment.random, prepare, isCollision)
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
