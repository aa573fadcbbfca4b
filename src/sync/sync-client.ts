import { models as installedModels, SCHEMA } from '../../contract/models/index.ts'
import type { Registry } from '../../contract/registry.ts'
import type { Data, Patch } from '../../contract/value.ts'

import { replay } from './core/replay.ts'
import type { DeviceMeta, VisibleRow } from './core/types.ts'
import type { DrainReport } from './drain-report.ts'
import { newDeviceMeta } from './device-meta.ts'
import { createEngine, type Engine } from './engine.ts'
import { createEnvironment, platformTimers } from './environment.ts'
import { AlreadyStarted, AlreadyStopped, NoSuchRecord, NotStarted, SyncFailed, UnknownModel } from './errors.ts'
import { createHttpTransport } from './http-transport.ts'
import { createWrite, deleteWrite, type LocalWrite, updateWrite } from './local-writes.ts'
import { noLock } from './lock.ts'
import { foldRecords } from './outbox.ts'
import type { Environment, Lock, SyncStore, Timers } from './ports.ts'
import { loadRecords } from './records.ts'
import { createSchedule } from './schedule.ts'
import { timeOf } from './context.ts'

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
  const environment = options.environment ?? createEnvironment()
  const timers = options.timers ?? platformTimers
  const models = options.models ?? installedModels
  const onError = options.onError ?? (() => undefined)
  const { store } = options
  const context = { store, models, environment, by: () => '' }
  let life: Life = { kind: 'new' }
  let known: Pick<DeviceMeta, 'cursor' | 'heardAtMs' | 'lastExchangeFailed'> | undefined

  const isOnline = (): boolean => known !== undefined && known.heardAtMs > 0 && !known.lastExchangeFailed
  const engine = (): Engine => {
    if (life.kind === 'running') return life.engine
    throw life.kind === 'stopped' ? new AlreadyStopped('the client was stopped') : new NotStarted('start() comes first')
  }
  const drain = async (reason: string): Promise<DrainReport> => {
    const report = await engine().drain(reason)
    if (life.kind === 'stopped') return report
    const wasOnline = isOnline()
    known = await store.read((tx) => tx.meta())
    if (isOnline() !== wasOnline) (wasOnline ? options.onOffline : options.onOnline)?.()
    if (isFailure(report)) onError(new SyncFailed(report))
    options.onSync?.(report)
    schedule.ended(report)
    return report
  }
  const inBackground = (reason: string): void => void drain(reason).catch(onError)
  const schedule = createSchedule({
    timers,
    pushIntervalMs: options.pushIntervalMs ?? 10_000,
    pullIntervalMs: options.pullIntervalMs ?? 30_000,
    wake: drain,
  })

  return {
    start: async () => {
      if (life.kind === 'stopped') throw new AlreadyStopped('a stopped client stays stopped')
      if (life.kind !== 'new') throw new AlreadyStarted('start() was called before')
      life = { kind: 'starting' }
      try {
        await store.open(newDeviceMeta(environment.newId()))
        known = { ...(await store.read((tx) => tx.meta())), lastExchangeFailed: true }
      } catch (error) {
        life = { kind: 'new' }
        throw error
      }
      if (isStopped()) return
      const transport = createHttpTransport({ ...options, timers, nowMs: environment.nowMs })
      const lock = options.lock ?? noLock
      life = { kind: 'running', engine: createEngine({ ...context, transport, lock, isWatched: () => true, onError }) }
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
      const write = await writeOf(name, id, fields)
      if (write) {
        await store.save(write.entry, write.visible)
        await foldRecords(context, [write.entry])
        if (!isStopped()) inBackground('saved')
      }
      return write?.entry.id ?? id
    },
    isOnline,
    cursor: () => known?.cursor,
    notifyLive: (cursor) => {
      engine()
      if (cursor !== known?.cursor) inBackground('hinted')
    },
  }

  function isStopped(): boolean {
    return life.kind === 'stopped'
  }

  /** @returns undefined if an update changes nothing */
  async function writeOf(name: string, id: string, fields: Patch): Promise<LocalWrite | undefined> {
    const [modelName = '', op = ''] = name.split('.')
    const model = models.get(modelName)
    if (!model) throw new UnknownModel(`no model is called ${modelName}`)
    const schema = options.schema ?? SCHEMA
    const at = timeOf(environment)
    switch (op) {
      case 'create':
        return createWrite(model, id || environment.newId(), setFields(fields), schema, at)
      case 'update':
        return updateWrite(model, fields, await visibleRow(modelName, id), schema, at)
      case 'delete':
        return deleteWrite(await visibleRow(modelName, id), schema, at)
      default:
        throw new UnknownModel(`${name} is none of create, update, delete`)
    }
  }

  /** @throws NoSuchRecord */
  function visibleRow(model: string, id: string): Promise<VisibleRow> {
    return store.read(async (tx) => {
      const state = (await loadRecords(tx, [{ model, id }])).of({ model, id })
      const local = replay(state)
      if (local) return local
      if (local === null || !state.row || state.row.deleted) throw new NoSuchRecord(`${model} has no record ${id} here`)
      const { version, data, updatedAt, updatedBy } = state.row
      return { model, id, version, data, updatedAt, updatedBy }
    })
  }
}

/** In a create a cleared field is one that was never set. */
function setFields(patch: Patch): Data {
  return Object.fromEntries(Object.entries(patch).flatMap(([name, value]) => (value === null ? [] : [[name, value]])))
}

function isFailure({ end }: DrainReport): boolean {
  return end.kind === 'broken' || end.kind === 'paused' || (end.kind === 'waiting' && end.error !== undefined)
}
