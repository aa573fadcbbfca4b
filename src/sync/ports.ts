import type { Digest } from '../../contract/digest.ts'
import type { Patch } from '../../contract/value.ts'
import type { Health } from '../../contract/wire/health.ts'
import type { LiveHint } from '../../contract/wire/live.ts'
import type { PullAnswer } from '../../contract/wire/pull.ts'
import type { PushAnswer } from '../../contract/wire/push.ts'
import type { Failure } from './core/failure.ts'
import type { NewEntry } from './core/record-state.ts'
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
  /**
   * Opens or creates the storage.
   * @param initial the device's state; stored only if there is none yet
   * @throws StorageUnavailable
   */
  open(initial: DeviceMeta): Promise<void>
  /**
   * The write path: reads nothing, and begins its one strict transaction in the caller's turn, so that a save survives a
   * page that goes away at once. Resolves with the entry's key when the transaction is complete.
   * @param visible the row that the person sees from now on; null if it is gone
   * @throws QuotaExceeded, StorageUnavailable: nothing was stored
   */
  save(entry: Omit<SavedEntry, 'key'>, visible: VisibleRow | null): Promise<number>
  /** One read-only transaction; `work` awaits nothing but `tx`. */
  read<T>(work: (tx: StoreReads) => Promise<T>): Promise<T>
  /**
   * One strict read-write transaction, all or nothing, one at a time across tabs and worker; `work` awaits nothing but
   * `tx`, and may run again if the storage was lost on the way. If it throws, nothing was stored.
   * @throws QuotaExceeded, StorageUnavailable, and what `work` throws
   */
  transact<T>(work: (tx: StoreTx) => Promise<T>): Promise<T>
  /**
   * As `transact`, for what a power cut may take back: it waits neither for the disk nor for what is read of records. None but
   * later transactions make it last.
   */
  note<T>(work: (tx: NoteTx) => Promise<T>): Promise<T>
  /**
   * Called after every transaction that changed a visible row, the outbox, the log or meta, in any tab or worker, with what it was
   * and whether it was a `save` of this very store.
   */
  onChange(listener: (stored: Stored, isOwnSave: boolean) => void): () => void
  close(): void
}

/** What a transaction changed: visible rows and the outbox; the device's own state; both; or nothing but the log. Any may be logged. */
export type Stored = 'records' | 'meta' | 'all' | 'log'

export interface StoreReads {
  meta(): Promise<DeviceMeta>
  /** The server's rows, in the order asked; undefined if the device has none. */
  rows(keys: readonly RecordKey[]): Promise<(ServerRow | undefined)[]>
  /** The whole outbox, by key. */
  entries(): Promise<Entry[]>
  /** The entries of some records, by key. */
  entriesOf(keys: readonly RecordKey[]): Promise<Entry[]>
  /** What people see of records with entries, where it is not the server's row; `null`: deleted here. */
  overlay(): Promise<OverlayRow[]>
  /** In the order added. */
  archive(): Promise<ArchivedChange[]>
  /** The sync log, oldest first. */
  events(): Promise<SyncEvent[]>
  /**
   * Over all live rows of the mirror (WP27), by model; a model without rows may be missing. Undefined if the store has not got
   * them: it takes them in its own time, and keeps them exact from then on until `forgetDigests`.
   */
  digests(): Promise<{ readonly [model: string]: Digest } | undefined>
}

export interface OverlayRow {
  readonly key: RecordKey
  readonly row: VisibleRow | null
  /** What its author saw in the fields that they edited, as far as it is known (`sawBefore`). */
  readonly saw?: Patch
}

/** Where only `wanted` is another, and the log. */
export interface NoteTx extends Pick<StoreTx, 'meta' | 'addEvents'> {
  /** None but a drain looks at `wanted`: no screen is told. */
  putWanted(meta: DeviceMeta): Promise<void>
}

/** What a transaction may do. Reads see its own writes. Values are plain data, copied when stored. */
export interface StoreTx extends StoreReads {
  putMeta(meta: DeviceMeta): Promise<void>
  /** Stores server rows as they are; whether one is newer was decided before. Tells lists and open screens. */
  putRows(rows: readonly ServerRow[]): Promise<void>
  /** Replaces entries by key. */
  putEntries(entries: readonly Entry[]): Promise<void>
  /** Adds entries under new keys, higher than any there ever was; returns the keys, in order. */
  addEntries(entries: readonly NewEntry[]): Promise<number[]>
  deleteEntries(keys: readonly number[]): Promise<void>
  /**
   * The local overlay of records with entries: a row, `null` (deleted here), or `undefined` (no overlay: what the server's
   * row says is what is seen). Also tells lists and open screens that these records changed.
   */
  putVisible(
    changes: readonly { readonly key: RecordKey; readonly row: VisibleRow | null | undefined; readonly saw?: Patch }[],
  ): Promise<void>
  addArchive(changes: readonly ArchivedChange[]): Promise<void>
  trimArchive(mutationIds: readonly number[]): Promise<void>
  /** Keeps the newest 500. */
  addEvents(events: readonly SyncEvent[]): Promise<void>
  /** They were compared; the next ones are taken anew. */
  forgetDigests(): Promise<void>
  /** A snapshot begins beside the mirror; one that was under way is forgotten. */
  beginSnapshot(): Promise<void>
  /**
   * One chunk of it: live rows in (model, id) byte order, above all earlier ones. If the device has no mirror yet they may be
   * seen at once; otherwise `rows` answers from the mirror as it was until `endSnapshot`.
   */
  putSnapshotRows(rows: readonly ServerRow[]): Promise<void>
  /** The rows, tombstones too, that would be gone with `endSnapshot`. */
  snapshotMisses(): Promise<RecordKey[]>
  /**
   * The snapshot becomes the mirror: rows that it did not name are gone. A row that `putRows` stored after `beginSnapshot`
   * stays as that call left it. Returns how many rows are gone. Entries, overlay, archive and log are not touched.
   */
  endSnapshot(): Promise<number>
}

export interface PullQuery {
  /** The cursor. */
  readonly since: string
  /** A newer mark than the cursor, from an answer: it too must lie in the server's history (WP9). */
  readonly mark?: string
  /** Asks for the digests of WP27. */
  readonly digest?: boolean
}

/** The server, by its calls. Nothing here throws; every call ends when `signal` is aborted (`unreachable`). */
export interface Transport {
  health(signal: AbortSignal): Promise<Outcome<Health>>
  push(batch: Batch, signal: AbortSignal): Promise<Outcome<PushAnswer>>
  pull(query: PullQuery, signal: AbortSignal): Promise<Outcome<PullAnswer>>
  /**
   * @param after the last row stored, `model/id`; absent: from the beginning
   * @param onLines called with each chunk in order, and awaited before more is read
   * @returns an answer only when the `end` line has been read and handed over
   */
  snapshot(
    after: string | undefined,
    onLines: (lines: readonly unknown[]) => Promise<void>,
    signal: AbortSignal,
  ): Promise<Outcome<'complete'>>
  /** Resolves when the stream breaks. @param onHint called for each hint, the first one on opening */
  live(onHint: (hint: LiveHint) => void, signal: AbortSignal): Promise<Outcome<'ended'>>
}

/** A push request, its changes as sealed text. */
export interface Batch {
  readonly deviceId: string
  readonly mark?: string
  readonly ackedThrough: number
  /** The server may have forgotten whose device this is: it is not sent in the session of somebody else (F31). */
  readonly isUnproven?: true
  /** RFC 3339, device clock. */
  readonly sentAt: string
  /** Each the exact JSON text of one change. */
  readonly bodies: readonly string[]
}

/** What a transport brings back. */
export type Outcome<T> =
  | {
      readonly kind: 'answer'
      readonly value: T
      /** The server's clock when it answered, in whole seconds (epoch ms), if it told. */
      readonly serverMs?: number
    }
  | Failure

/** Time and chance come from outside. */
export interface Environment {
  nowMs(): number
  /** In [0, 1). */
  random(): number
  newId(): string
  /** `navigator.onLine`: a hint. */
  onLine(): boolean
}

/** Timers come in from outside, so that tests turn them by hand. */
export interface Timers {
  /** Calls back once after `delayMs`; the returned function takes it back. */
  after(delayMs: number, callback: () => void): () => void
}

/** One holder at a time across tabs and worker. For speed only: idempotency carries correctness. */
export interface Lock {
  /** Runs `work` if the lock is free, and holds it until `work` ends; otherwise returns `busy` at once. */
  ifAvailable<T>(work: () => Promise<T>): Promise<T | 'busy'>
  /** Waits for the lock, then runs `work` while holding it. Returns without having run it if `signal` is aborted first. */
  whenFree(work: () => Promise<void>, signal: AbortSignal): Promise<void>
}
