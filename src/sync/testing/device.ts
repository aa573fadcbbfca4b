import { models, SCHEMA } from '../../../contract/models/index.ts'
import type { Data, Patch } from '../../../contract/value.ts'
import type { DeviceMeta, Entry, VisibleRow } from '../core/types.ts'
import { replay } from '../core/replay.ts'
import { newDeviceMeta } from '../device/device-meta.ts'
import { createEngine, type Engine } from '../engine.ts'
import { createHttpTransport } from '../network/http-transport.ts'
import { createWrite, deleteWrite, type LocalWrite, updateWrite } from '../device/local-writes.ts'
import { noLock } from '../lock.ts'
import { createMemoryDisk, createMemoryStore, type MemoryDisk } from '../device/memory-store.ts'
import { foldRecords } from '../device/outbox.ts'
import type { Lock, SyncStore } from '../ports.ts'
import { loadRecords } from '../device/records.ts'
import { createVirtualTime, type VirtualTime } from './virtual-time.ts'

/** A device as a test sees it: saves as the app does, drains when told. */
export interface Device {
  readonly engine: Engine
  readonly store: SyncStore
  readonly disk: MemoryDisk
  readonly time: VirtualTime
  readonly errors: unknown[]
  create(id: string, data: Data, model?: string): Promise<void>
  update(id: string, patch: Patch, model?: string): Promise<void>
  delete(id: string, model?: string): Promise<void>
  see(id: string, model?: string): Promise<VisibleRow | undefined>
  entries(): Promise<Entry[]>
  meta(): Promise<DeviceMeta>
  changeMeta(change: Partial<DeviceMeta>): Promise<void>
}

export interface DeviceOptions {
  readonly fetch: typeof fetch
  readonly disk?: MemoryDisk
  /** In place of one in memory. */
  readonly store?: SyncStore
  readonly time?: VirtualTime
  readonly lock?: Lock
  readonly scope?: string
  readonly userId?: string
  readonly baseUrl?: string
  readonly isWatched?: boolean
  /** Lets a test stand between the engine and its store. */
  readonly wrapStore?: (store: SyncStore) => SyncStore
}

export async function createDevice(options: DeviceOptions): Promise<Device> {
  const { disk = createMemoryDisk(), time = createVirtualTime(), lock = noLock } = options
  const { timers, environment, nowMs } = time
  const plain = options.store ?? createMemoryStore(disk)
  await plain.open(newDeviceMeta(environment.newId()))
  const store = options.wrapStore?.(plain) ?? plain
  const context = { store, models, environment, by: () => 'Me' }
  const errors: unknown[] = []
  const { fetch, userId, scope = 'demo', baseUrl = 'http://satchel.test' } = options
  const engine = createEngine({
    ...context,
    transport: createHttpTransport({ baseUrl, scope, fetch, timers, nowMs, ...(userId !== undefined && { userId }) }),
    lock,
    isWatched: () => options.isWatched ?? true,
    onError: (error) => errors.push(error),
  })
  const at = () => new Date(nowMs()).toISOString()
  const modelOf = (name: string) => {
    const model = models.get(name)
    if (!model) throw new Error(`no model ${name}`)
    return model
  }
  const see = (id: string, model = 'buildings'): Promise<VisibleRow | undefined> =>
    plain.read(async (tx) => {
      const state = (await loadRecords(tx, [{ model, id }])).of({ model, id })
      const overlay = (await tx.overlay()).find(({ key }) => key.model === model && key.id === id)
      const local = overlay ? overlay.row : replay(state)
      if (local !== undefined) return local ?? undefined
      if (!state.row || state.row.deleted) return undefined
      const { version, data, updatedAt, updatedBy } = state.row
      return { model, id, version, data, updatedAt, updatedBy }
    })
  const seen = async (id: string, model: string): Promise<VisibleRow> => {
    const row = await see(id, model)
    if (!row) throw new Error(`${model}/${id} is not seen`)
    return row
  }
  const write = async (made: LocalWrite | undefined): Promise<void> => {
    if (!made) return
    await plain.save(made.entry, made.visible)
    await foldRecords({ ...context, store: plain }, [made.entry])
  }
  return {
    engine,
    store: plain,
    disk,
    time,
    errors,
    create: (id, data, model = 'buildings') => write(createWrite(modelOf(model), id, data, SCHEMA, at())),
    update: async (id, patch, model = 'buildings') =>
      write(updateWrite(modelOf(model), patch, await seen(id, model), SCHEMA, at())),
    delete: async (id, model = 'buildings') => write(deleteWrite(await seen(id, model), SCHEMA, at())),
    see,
    entries: () => plain.read((tx) => tx.entries()),
    meta: () => plain.read((tx) => tx.meta()),
    changeMeta: (change) => plain.transact(async (tx) => tx.putMeta({ ...(await tx.meta()), ...change })),
  }
}
