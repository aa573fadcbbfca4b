import { models } from '../../contract/models/index.ts'
import { createConnection } from '../db/connection.ts'
import { createDexieStore } from '../db/dexie-store.ts'
import type { DirectoryEntry } from '../db/directory.ts'
import { outboxState } from '../db/outbox-state.ts'
import { newDeviceMeta } from '../sync/device/device-meta.ts'
import { createEngine } from '../sync/engine.ts'
import { createEnvironment, platformTimers } from '../sync/environment.ts'
import { createHttpTransport } from '../sync/network/http-transport.ts'
import { noLock, webLock } from '../sync/lock.ts'
import type { Device } from './devices.ts'
import { createPatientDrain } from './patient-drain.ts'

export interface WorkerScope {
  readonly fetch: typeof fetch
  /** Absent in old browsers, whatever the types say. */
  readonly locks: LockManager | undefined
  /** Does a person look at a page of the app? */
  readonly isWatched: () => boolean
  readonly onError: (error: unknown) => void
}

/** Puts one device's parts together, as a page does: the same engine, store and lock. @throws StorageUnavailable */
export async function openDevice({ userId, scope, name }: DirectoryEntry, worker: WorkerScope): Promise<Device> {
  const environment = createEnvironment()
  const store = createDexieStore(createConnection(userId, scope))
  await store.open(newDeviceMeta(environment.newId()))
  const transport = createHttpTransport({
    baseUrl: '',
    scope,
    userId,
    fetch: worker.fetch,
    // For time-outs of calls under way: while one is, the browser keeps the worker.
    timers: platformTimers,
    nowMs: environment.nowMs,
  })
  const lock = worker.locks ? webLock(worker.locks, `drain ${userId} ${scope}`) : noLock
  const { isWatched, onError } = worker
  const engine = createEngine({ store, models, environment, by: () => name, transport, lock, isWatched, onError })
  const entries = () => store.read((tx) => tx.entries())
  return {
    drain: createPatientDrain(engine, lock, async () => (await entries()).some(({ kind }) => kind !== 'parked')),
    pendingCount: async () => outboxState(models, await entries(), 'automatic').pending,
    close: () => {
      void engine.stop().then(() => store.close())
    },
  }
}
