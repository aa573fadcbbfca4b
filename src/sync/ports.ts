import type {
  ArchivedChange,
  DeviceMeta,
  Entry,
  RecordKey,
  SavedEntry,
  ServerRow,
  SyncEvent,
  VisibleRow,
} from './core/types.ts'

/** Where a device keeps its mirror and outbox. The Dexie driver is in src/db, the one in memory beside this file. */
export interface SyncStore {
  /** Opens or creates the storage. @throws StorageUnavailable */
  open(): Promise<void>
  /**
   * The write path: reads nothing, and begins its one strict transaction in the caller's turn, so that a save survives a
   * page that goes away at once. Resolves when the transaction is complete.
   * @param visible the row that the person sees from now on; null if it is gone
   * @throws QuotaExceeded, StorageUnavailable: nothing was stored
   */
  save(entry: Omit<SavedEntry, 'key'>, visible: VisibleRow | null): Promise<number>
  /** One strict read-write transaction, all or nothing; `work` awaits nothing but `tx`. */
  transact<T>(work: (tx: StoreTx) => Promise<T>): Promise<T>
  /** One chunk of a snapshot: rows in (model, id) byte order, stored with the progress in one durable transaction. */
  putSnapshotChunk(rows: readonly ServerRow[], meta: DeviceMeta): Promise<void>
  /**
   * The snapshot is complete: rows that it did not name are gone, except those an answer or a pull wrote after it began;
   * visible rows are recomputed by the caller for records with entries.
   */
  finishSnapshot(meta: DeviceMeta): Promise<void>
  /** Called after every transaction that changed a visible row, the outbox or meta, in any tab or worker. */
  onChange(listener: () => void): () => void
  close(): void
}

/** What a transaction may do. Every call is queued in order; values are plain data. */
export interface StoreTx {
  meta(): Promise<DeviceMeta>
  putMeta(meta: DeviceMeta): Promise<void>
  /** The server's rows, in the order asked; undefined if the device has none. */
  rows(keys: readonly RecordKey[]): Promise<(ServerRow | undefined)[]>
  putRows(rows: readonly ServerRow[]): Promise<void>
  /** The whole outbox, by key. */
  entries(): Promise<Entry[]>
  entriesOf(keys: readonly RecordKey[]): Promise<Entry[]>
  putEntries(entries: readonly Entry[]): Promise<void>
  deleteEntries(keys: readonly number[]): Promise<void>
  /**
   * The local overlay of records with entries: a row, `null` (deleted here), or `undefined` (no overlay: what the server's
   * row says is what is seen). Also tells lists and open screens that these records changed.
   */
  putVisible(
    changes: readonly { readonly key: RecordKey; readonly row: VisibleRow | null | undefined }[],
  ): Promise<void>
  addArchive(changes: readonly ArchivedChange[]): Promise<void>
  archive(): Promise<ArchivedChange[]>
  trimArchive(mutationIds: readonly number[]): Promise<void>
  addEvents(events: readonly SyncEvent[]): Promise<void>
}

/** What a transport brings back. `unreachable`: nothing that Satchel's server said (WP3); nothing may be concluded. */
export type Outcome<T> =
  | { readonly kind: 'answer'; readonly value: T }
  | {
      readonly kind: 'problem'
      readonly status: number
      readonly code: string
      readonly message: string
      readonly retryAfterMs?: number
      readonly scopeRemoved?: boolean
      readonly epoch?: string
    }
  | { readonly kind: 'unreachable'; readonly message: string; readonly timedOut: boolean }

/** Time and chance come from outside. */
export interface Environment {
  nowMs(): number
  /** In [0, 1). */
  random(): number
  newId(): string
  /** `navigator.onLine`: a hint. */
  onLine(): boolean
}
