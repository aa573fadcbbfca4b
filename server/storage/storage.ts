import type { Driver, Kysely } from 'kysely'
import type { Registry } from '../../contract/registry.ts'
import type { ServerEnvironment } from './environment.ts'
import type {
  ChangeRow,
  ConflictRow,
  DeviceRow,
  DigestRow,
  LossRow,
  MutationRow,
  RecordRow,
  RefRow,
  ScopeRow,
  Tables,
  UniqueRow,
} from './tables.ts'

/** The server's database: SQLite or PostgreSQL. `storage.contract.ts` says what both must do. */
export interface Storage {
  /** One word per database (WP9). */
  readonly epoch: string
  readonly dialect: Dialect
  /**
   * For the accounts library and its tables. Never use it inside `transact`: on SQLite's one write connection the query would
   * wait for the transaction and the transaction for the query. A transaction on it awaits nothing but its own
   * statements; one that does is rolled back at the end of its turn of the event loop (SQLite) or after ten seconds
   * (PostgreSQL).
   */
  readonly db: Kysely<Tables>
  /**
   * One read-write transaction, all or nothing, retried a bounded number of times when the engine says that it collided.
   * `work` is pure but for `tx`, awaits nothing else, and may run more than once.
   * @throws what `work` throws; what the engine says (see `failureOf`)
   */
  transact<T>(work: (tx: StorageTx) => Promise<T>): Promise<T>
  /** Reads of one snapshot of the database, beside the writer. The same rules as for `transact`. */
  read<T>(work: (snapshot: StorageReader) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export type Dialect = 'sqlite' | 'postgres'

export interface StorageOptions {
  /** One read-only SQL view (`v_<model>`) is kept for each of its models. */
  readonly registry: Registry
  readonly environment: ServerEnvironment
  /** For tests whose outcome may not depend on how busy the machine is: PostgreSQL is waited for however long it takes. */
  readonly isPatient?: boolean | undefined
  /** For tests: stands between us and the database's own driver. */
  readonly wrapDriver?: ((driver: Driver) => Driver) | undefined
}

/** What a read may ask. Unknown scopes have no rows. */
export interface StorageReader {
  scope(scope: string): Promise<ScopeRow | undefined>
  /** The random word stored with a seq above 0. */
  tagAt(scope: string, seq: number): Promise<string | undefined>
  /** Records whose last change came after `since`, by seq. */
  changedSince(scope: string, since: number, limit: number, only: ChangedFilter): Promise<RecordRow[]>
  /** Records after a key, tombstones too, in (model, id) byte order. */
  recordsAfter(scope: string, after: { model: string; id: string }, limit: number): Promise<SnapshotRecord[]>
  /** The record's applied changes below a seq, newest first. */
  changesOf(scope: string, model: string, id: string, before: number, limit: number): Promise<ChangeRow[]>
  /** What lost against the record's changes from `from` up to, but not including, `before`; newest first. */
  lossesOf(scope: string, model: string, id: string, from: number, before: number): Promise<LossRow[]>
  digests(scope: string): Promise<DigestRow[]>
}

/** What a snapshot tells of a record, and no more: it reads them all. */
export type SnapshotRecord = Pick<
  RecordRow,
  'model' | 'id' | 'version' | 'deleted' | 'data' | 'updated_at' | 'updated_by'
>

export interface ChangedFilter {
  readonly model?: string | undefined
  readonly exceptDevice?: string | undefined
}

/** What a transaction may do. Lists may be empty and hold up to 500 members; `put` inserts or replaces, `add` inserts. */
export interface StorageTx {
  /** The first call of a transaction that writes in a scope: whoever holds its row writes alone (WP20). */
  lockScope(scope: string): Promise<ScopeRow | undefined>
  addScope(row: ScopeRow): Promise<void>
  putScope(row: ScopeRow): Promise<void>
  tagAt(scope: string, seq: number): Promise<string | undefined>

  records(scope: string, model: string, ids: readonly string[]): Promise<RecordRow[]>
  putRecords(rows: readonly RecordRow[]): Promise<void>
  addChanges(rows: readonly ChangeRow[]): Promise<void>
  addLosses(rows: readonly LossRow[]): Promise<void>
  digests(scope: string): Promise<DigestRow[]>
  putDigests(rows: readonly DigestRow[]): Promise<void>

  /** How many records refer to each target; targets without any are left out. */
  countRefs(scope: string, model: string, ids: readonly string[]): Promise<{ id: string; count: number }[]>
  addRefs(rows: readonly RefRow[]): Promise<void>
  removeRefs(rows: readonly RefRow[]): Promise<void>
  uniques(scope: string, model: string, field: string, hashes: readonly string[]): Promise<UniqueRow[]>
  addUniques(rows: readonly UniqueRow[]): Promise<void>
  removeUniques(rows: readonly UniqueRow[]): Promise<void>

  /** The device's rows in every scope: a device belongs to one person everywhere. */
  devices(deviceId: string): Promise<DeviceRow[]>
  /**
   * Binds a device to a person before it has a row in any scope. Of several who do it at once in different scopes one gets
   * it, and the others wait until that is committed.
   * @returns whose it is
   */
  claimDevice(deviceId: string, userId: string, now: string): Promise<string>
  putDevice(row: DeviceRow): Promise<void>
  mutations(scope: string, deviceId: string, ids: readonly number[]): Promise<MutationRow[]>
  addMutations(rows: readonly MutationRow[]): Promise<void>
  forgetMutations(scope: string, deviceId: string, through: number): Promise<void>
  conflicts(scope: string, deviceId: string): Promise<ConflictRow[]>
  putConflicts(rows: readonly ConflictRow[]): Promise<void>
  removeConflicts(rows: readonly ConflictRow[]): Promise<void>
}
