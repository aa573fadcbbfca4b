import { models as installedModels, SCHEMA } from '../../contract/models/index.ts'
import type { Registry } from '../../contract/registry.ts'
import type { Patch } from '../../contract/value.ts'
import type { SyncContext } from './context.ts'
import type { DeviceMeta } from './core/types.ts'
import { newDeviceMeta } from './device/device-meta.ts'
import type { DrainReport } from './drain-report.ts'
import { createEngine, type Engine } from './engine.ts'
import { createEnvironment, platformTimers } from './environment.ts'
import { AlreadyStarted, AlreadyStopped, NotStarted, SyncFailed } from './errors.ts'
import { createHttpTransport } from './network/http-transport.ts'
import { noLock } from './lock.ts'
import { mutationWrite } from './device/mutation.ts'
import { foldRecords } from './device/outbox.ts'
import type { Environment, Lock, SyncStore, Timers } from './ports.ts'
import { createSchedule } from './schedule.ts'

export interface SyncClientOptions {
  /** What stands before `/api`: `https://satchel.example`, or '' for the page's own origin. */
  readonly baseUrl: string
  /** The partition of data to sync: a workspace. */
  readonly scope: string
  /** Brings the session with it (cookies); called as the platform's `fetch`. */
  readonly fetch: typeof fetch
  /** Where mirror and outbox are kept. The client opens it and leaves it open. */
  readonly store: SyncStore
  /** How soon to look again when something waits that nobody will wake us for. Default 10 s. */
  readonly pushIntervalMs?: number
  /** How often to pull when all is quiet. Default 30 s. */
  readonly pullIntervalMs?: number
  /** A sync that did not get through (`SyncFailed`, which will be tried again), or what the storage threw. */
  readonly onError?: (error: unknown) => void
  /** A sync has ended, well or not. */
  readonly onSync?: (report: DrainReport) => void
  /** The server was heard after it was not, or for the first time. */
  readonly onOnline?: () => void
  readonly onOffline?: () => void
  /** For tests and other installations: the models, the clock, the timers; a lock if several clients share the store. */
  readonly models?: Registry
  readonly schema?: number
  readonly environment?: Environment
  readonly timers?: Timers
  readonly lock?: Lock
}

/** Keeps one scope of a server on this device, offline and online. */
export interface SyncClient {
  /**
   * Opens the store, makes the first sync (by snapshot, or by a pull if the device has been filled before), then keeps syncing.
   * Resolves after the first sync, even if that failed: it is reported to `onError` and tried again.
   * @throws AlreadyStarted, AlreadyStopped
   * @throws StorageUnavailable the client may be started again
   */
  start(): Promise<void>
  /** Ends what is under way and every timer; what waits stays in the store. A stopped client cannot be started again. */
  stop(): Promise<void>
  /**
   * Pushes and pulls now.
   * @returns what was done and how it ended; a failure is a report, not an exception
   * @throws NotStarted, AlreadyStopped
   */
  sync(): Promise<DrainReport>
  /**
   * Changes a record on this device; it is sent by itself. Resolves when it is safe in the store.
   * @param name `<model>.create`, `<model>.update` or `<model>.delete`
   * @param fields `id` and values; in an update `null` clears a field, one that is left out stays; a create without id makes one
   * @returns the record's id
   * @throws NotStarted, AlreadyStopped, UnknownModel, InvalidRecord, NoSuchRecord, QuotaExceeded, StorageUnavailable: nothing was stored
   */
  mutate(name: string, fields: { readonly id?: string } & Patch): Promise<string>
  /** Was the last exchange answered by the server? */
  isOnline(): boolean
  /** Where the next pull begins; undefined until the first snapshot is complete. Opaque. */
  cursor(): string | undefined
  /** Somebody (a live stream) says that the server is at this cursor: pulls, unless the device is there already. */
  notifyLive(cursor: string): void
}

type Life =
  | { readonly kind: 'new' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'running'; readonly engine: Engine }
  | { readonly kind: 'stopped' }

/** @see SyncClient */
export function createSyncClient(options: SyncClientOptions): SyncClient {
  const { store, models = installedModels, schema = SCHEMA, timers = platformTimers } = options
  const { pushIntervalMs = 10_000, pullIntervalMs = 30_000, onError = () => undefined } = options
  const context: SyncContext = { store, models, environment: options.environment ?? createEnvironment(), by: () => '' }
  const connection = watchConnection(options)
  let life: Life = { kind: 'new' }

  const engine = (): Engine => {
    if (life.kind === 'running') return life.engine
    throw life.kind === 'stopped' ? new AlreadyStopped('the client was stopped') : new NotStarted('start() comes first')
  }
  const isStopped = (): boolean => life.kind === 'stopped'
  const drain = async (reason: string): Promise<DrainReport> => {
    const report = await engine().drain(reason)
    if (isStopped()) return report
    schedule.ended(report)
    await store.read((tx) => tx.meta()).then(connection.heard, onError)
    if (isFailure(report)) onError(new SyncFailed(report))
    options.onSync?.(report)
    return report
  }
  const schedule = createSchedule({ timers, pushIntervalMs, pullIntervalMs, wake: drain })
  const inBackground = (reason: string): void => void drain(reason).catch(onError)

  return {
    start: async () => {
      if (isStopped()) throw new AlreadyStopped('a stopped client stays stopped')
      if (life.kind !== 'new') throw new AlreadyStarted('start() was called before')
      life = { kind: 'starting' }
      try {
        await store.open(newDeviceMeta(context.environment.newId()))
        connection.loaded(await store.read((tx) => tx.meta()))
      } catch (error) {
        life = { kind: 'new' }
        throw error
      }
      if (isStopped()) return
      life = { kind: 'running', engine: engineOf(options, context, timers, onError) }
      await drain('started')
    },
    stop: async () => {
      const before = life
      life = { kind: 'stopped' }
      schedule.stop()
      if (before.kind === 'running') await before.engine.stop()
    },
    sync: async () => drain('asked'),
    mutate: async (name, { id = '', ...fields }) => {
      engine()
      const write = await mutationWrite(context, schema, name, id, fields)
      if (!write) return id
      await store.save(write.entry, write.visible)
      await foldRecords(context, [write.entry])
      if (!isStopped()) inBackground('saved')
      return write.entry.id
    },
    isOnline: connection.isOnline,
    cursor: connection.cursor,
    notifyLive: (cursor) => {
      engine()
      if (cursor !== connection.cursor()) inBackground('hinted')
    },
  }
}

function engineOf(options: SyncClientOptions, context: SyncContext, timers: Timers, onError: (error: unknown) => void) {
  const { baseUrl, scope, fetch, lock = noLock } = options
  const transport = createHttpTransport({ baseUrl, scope, fetch, timers, nowMs: context.environment.nowMs })
  return createEngine({ ...context, transport, lock, isWatched: () => true, onError })
}

/** What the client knows of the server between two syncs. */
function watchConnection({ onOnline, onOffline }: SyncClientOptions) {
  let cursor: string | undefined
  let online = false
  return {
    isOnline: () => online,
    cursor: () => cursor,
    loaded: (meta: DeviceMeta): void => {
      cursor = meta.cursor
    },
    heard: (meta: DeviceMeta): void => {
      cursor = meta.cursor
      const isOnline = meta.heardAtMs > 0 && !meta.lastExchangeFailed
      if (isOnline === online) return
      online = isOnline
      if (online) onOnline?.()
      else onOffline?.()
    },
  }
}

function isFailure({ end }: DrainReport): boolean {
  return end.kind === 'broken' || end.kind === 'paused' || (end.kind === 'waiting' && end.error !== undefined)
}
