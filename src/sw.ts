/// <reference lib="webworker" />
import { Queue } from 'workbox-background-sync'
import { createDirectory } from './db/directory.ts'
import { createDevices } from './sw/devices.ts'
import { createWorkerEvents, drainOrReject, type WorkerEvents } from './sw/events.ts'
import { openDevice } from './sw/open-device.ts'
import { serveApp } from './sw/precache.ts'
import { platformTimers } from './sync/environment.ts'

// The worker as a process: what wakes it, and the parts that then do the work. It keeps nothing but what is stored.

declare const self: ServiceWorkerGlobalScope & { readonly __WB_MANIFEST: Parameters<typeof serveApp>[0] }

serveApp(self.__WB_MANIFEST)

const directory = createDirectory()
let isWatched = false
const worker = {
  fetch: self.fetch.bind(self),
  locks: self.navigator.locks as LockManager | undefined,
  isWatched: () => isWatched,
  onError: (error: unknown) => console.error(error),
}

const devices = createDevices({
  list: () => directory.list(),
  current: () => directory.listCurrent(),
  open: async ({ userId, scope }) => {
    const entry = (await directory.list()).find((one) => one.userId === userId && one.scope === scope)
    if (!entry) throw new Error('this person has no data on this device')
    return openDevice(entry, worker)
  },
  lookAround: async () => {
    const pages = await self.clients.matchAll({ type: 'window' })
    isWatched = pages.some(({ visibilityState }) => visibilityState === 'visible')
  },
  showBadge: async (count) => self.navigator.setAppBadge?.(count),
})

// Stores no record, ever: it gives the registration of Background Sync, its listener, and a drain at the worker's start where
// the browser has no Background Sync.
const queue = new Queue('drain', { onSync: () => drainOrReject(devices, 'sync') })

const events: WorkerEvents = createWorkerEvents({
  devices,
  askForRetry: () => queue.registerSync(),
  claimClients: () => self.clients.claim(),
  skipWaiting: () => self.skipWaiting(),
  timers: platformTimers,
  holding: worker.locks && ((name, work) => self.navigator.locks.request(name, work)),
})
for (const [name, listener] of Object.entries(events)) self.addEventListener(name, listener)
