import { models, SCHEMA } from '../../contract/models/index.ts'
import { createConnection } from '../db/connection.ts'
import { createDexieStore } from '../db/dexie-store.ts'
import type { DirectoryEntry } from '../db/directory.ts'
import type { Satchel, SyncState } from '../db/local-api.ts'
import { openSatchel } from '../db/satchel.ts'
import { askForBackgroundSync } from '../sync/background-sync.ts'
import type { SyncContext } from '../sync/context.ts'
import { brokenReport } from '../sync/drain-report.ts'
import { createEnvironment, platformTimers } from '../sync/environment.ts'
import { lazyTransport } from '../sync/network/lazy-transport.ts'
import { type LiveStream, startLive, type Visibility } from '../sync/network/live.ts'
import { noLock, webLock } from '../sync/lock.ts'
import type { Lock } from '../sync/ports.ts'
import { createReachability } from '../sync/network/reachability.ts'
import { mayChange } from '../sync/stored.ts'
import { createWaker } from '../sync/wake.ts'
import { afterPaint, afterPaintWhenIdle } from './after-paint.ts'
import { setWorksOffline, whileOnline } from './offline-wish.ts'
import { startWakeUps, type WakeUps } from './wake-ups.ts'

/** One person's data, opened, with everything that runs for it in this page. */
export interface OpenedDevice {
  readonly satchel: Satchel
  readonly close: () => void
}

/** Puts a page's parts together. @param onBlocked as of a connection @throws StorageUnavailable */
export async function openDevice(entry: DirectoryEntry, onBlocked?: () => void): Promise<OpenedDevice> {
  const { userId, scope } = entry
  const environment = createEnvironment()
  // The worker's engine holds the same one.
  const drainLock = `drain ${userId} ${scope}`
  const connection = createConnection(userId, scope, onBlocked)
  const context: SyncContext = { store: createDexieStore(connection), models, environment, by: () => entry.name }
  const transport = lazyTransport(async () => {
    const { createHttpTransport } = await import('../sync/network/http-transport.ts')
    return createHttpTransport({
      baseUrl: '',
      scope,
      userId,
      fetch: (...call) => fetch(...call),
      timers: platformTimers,
      nowMs: environment.nowMs,
    })
  })
  const report = (error: unknown) => console.error(error)

  let wakeUps: WakeUps | undefined
  const satchel = await openSatchel({
    connection,
    context,
    schema: SCHEMA,
    firstList: location.pathname.split('/')[1],
    wake: async (reason) => wakeUps?.wake(reason) ?? brokenReport(reason, 'the page has only begun'),
    upkeep: { lock: lockOf(`upkeep ${userId} ${scope}`), isDraining: () => isHeld(drainLock) },
    ...{ timers: platformTimers, afterPaint, report },
  })
  // The engine is loaded only where the worker does not drain.
  const engine = once(async () => {
    const { createEngine } = await import('../sync/engine.ts')
    return createEngine({
      ...context,
      transport,
      lock: lockOf(drainLock),
      isWatched: visibility.isVisible,
      onError: report,
    })
  })
  // Before anything goes out by itself.
  const stopFollowing = await followOfflineWish(satchel)
  const live = { transport, lock: lockOf(`live ${userId} ${scope}`), visibility, timers: platformTimers, environment }
  wakeUps = startWakeUps({
    drain: createWaker({
      userId,
      scope,
      worker: () => navigator.serviceWorker?.controller,
      timers: platformTimers,
      drainHere: async (reason) => (await engine()).drain(reason),
      lockOfWorker: hasLocks() ? () => namedLock(`worker drains ${environment.newId()}`) : undefined,
    }),
    askForBackgroundSync: askAfterPaint,
    startLive: (onHint, onBroken) => liveWhileOnline(() => startLive({ ...live, onHint, onBroken })),
    watchReachability: (onReached) =>
      createReachability({
        ...live,
        isWanted: async () => visibility.isVisible() && isCutOff(await satchel.syncState()),
        onReached,
      }),
    ...{ afterPaint: afterPaintWhenIdle, timers: platformTimers, window, document },
  })
  const { stop } = wakeUps
  return {
    satchel,
    close: () => {
      stop()
      stopFollowing()
      satchel.close()
    },
  }
}

/** Behind the picture of a save; a page that goes away asks at once. */
async function askAfterPaint(): Promise<boolean> {
  await new Promise<void>(afterPaint)
  return askForBackgroundSync(await navigator.serviceWorker?.getRegistration())
}

/** Any tab may change the wish. Resolves when it is known. @returns ends it */
async function followOfflineWish(satchel: Satchel): Promise<() => void> {
  const look = () =>
    satchel.settings().then(
      ({ worksOffline }) => setWorksOffline(worksOffline),
      () => undefined,
    )
  await look()
  const stop = satchel.onChange((stored) => void (mayChange('meta', stored) && look()))
  return () => {
    stop()
    setWorksOffline(false)
  }
}

const visibility: Visibility = {
  isVisible: () => document.visibilityState === 'visible',
  onChange: (listener) => {
    document.addEventListener('visibilitychange', listener)
    return () => document.removeEventListener('visibilitychange', listener)
  },
}

/** Does something wait for the network, and not for a person? */
function isCutOff({ online, settings, leaving }: SyncState): boolean {
  return !online && !settings.worksOffline && leaving > 0
}

/** The stream that is open, if there is one. */
function liveWhileOnline(start: () => LiveStream): LiveStream {
  let stream: LiveStream | undefined
  const stop = whileOnline(() => {
    const mine = start()
    stream = mine
    return () => mine.stop()
  })
  return { retrySoon: () => stream?.retrySoon(), stop }
}

function hasLocks(): boolean {
  // Absent in old browsers, whatever the types say.
  return (navigator.locks as LockManager | undefined) !== undefined
}

function lockOf(name: string): Lock {
  return hasLocks() ? webLock(navigator.locks, name) : noLock
}

function namedLock(name: string): { readonly name: string; readonly lock: Lock } {
  return { name, lock: lockOf(name) }
}

async function isHeld(name: string): Promise<boolean> {
  const locks: LockManager | undefined = navigator.locks
  const { held = [] } = (await locks?.query()) ?? {}
  return held.some((lock) => lock.name === name)
}

/** What could not be made now is made at the next call. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () =>
    (made ??= make().catch((error: unknown) => {
      made = undefined
      throw error
    }))
}
