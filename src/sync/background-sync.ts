/** The browser's own retry, where there is one: Chromium. A registration outlives every page and the browser itself. */
interface SyncManager {
  register(tag: string): Promise<void>
  getTags(): Promise<string[]>
}

/** Can something be sent after the last page was closed? Only Chromium's browsers wake a worker for it. */
export function hasBackgroundSync(): boolean {
  return 'SyncManager' in globalThis
}

const TAG_PREFIX = 'satchel-drain-'
const TAGS_MAX = 10

/** Does a `sync` event with this tag ask for a drain? */
export function isDrainTag(tag: string): boolean {
  return tag.startsWith(TAG_PREFIX)
}

/**
 * Asks the browser to wake the worker when there is a network. Registers the first of ten tags that is not pending: a pending
 * one may be waiting out its 5 or 15 minutes after a failure, and registering it again would not bring it forward; a new one is
 * tried at once.
 * @param registration of the worker; undefined if there is none
 * @returns whether a registration stands now
 */
export async function askForBackgroundSync(registration: ServiceWorkerRegistration | undefined): Promise<boolean> {
  const sync = syncManagerOf(registration)
  if (!sync) return false
  try {
    const pending = new Set(await sync.getTags())
    const tag = tags().find((name) => !pending.has(name))
    if (tag !== undefined) await sync.register(tag)
    return true
  } catch {
    // The person forbade it, or no window is open any more.
    return false
  }
}

const PERIODIC_TAG = 'satchel'
const PERIODIC_MIN_MS = 12 * 60 * 60 * 1000

/** Asks for a look at the server now and then, also without a page: where the browser has that and grants it (installed apps). */
export async function askForPeriodicSync(registration: ServiceWorkerRegistration): Promise<void> {
  if (!('periodicSync' in registration)) return
  // As above: in no standard yet.
  const periodic = registration.periodicSync as {
    register(tag: string, options: { minInterval: number }): Promise<void>
  }
  await periodic.register(PERIODIC_TAG, { minInterval: PERIODIC_MIN_MS }).catch(() => undefined)
}

function tags(): string[] {
  return Array.from({ length: TAGS_MAX }, (_, n) => `${TAG_PREFIX}${n}`)
}

function syncManagerOf(registration: ServiceWorkerRegistration | undefined): SyncManager | undefined {
  if (!registration || !('sync' in registration)) return undefined
  // TypeScript's library does not know Background Sync, which is in no standard yet.
  return registration.sync as SyncManager
}
