import { useSyncExternalStore } from 'react'
import { worksOffline } from '../../offline-wish.ts'
import { askForPeriodicSync } from '../../../sync/background-sync.ts'

/** A new version of the app that waits for the person's word. */
export interface WaitingUpdate {
  /** Lets the new worker take over; the page loads again. */
  readonly apply: () => void
}

/** Where `controllerchange` does not come (iOS), the page reloads by itself. */
const RELOAD_AFTER_MS = 2_000

/** Registers the built worker, and looks for a newer one each time the app is seen again. */
export function registerWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  void navigator.serviceWorker
    .register('/sw.js', { updateViaCache: 'none' })
    .then(watch)
    // Without a worker the app still works, as long as it is open: the page drains by itself.
    .catch(() => undefined)
}

/** @returns undefined as long as this is the newest version that the browser has */
export function useWaitingUpdate(): WaitingUpdate | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => update,
  )
}

let update: WaitingUpdate | undefined
const listeners = new Set<() => void>()

export type Found = 'newest' | 'waiting' | 'unreachable' | 'unable' | 'worksOffline'

/** Asks the server for a newer version now. `unable`: this browser keeps no version, it loads anew each time. */
export async function lookForUpdate(): Promise<Found> {
  const registration = await navigator.serviceWorker?.getRegistration()
  if (!registration) return 'unable'
  if (worksOffline()) return 'worksOffline'
  try {
    await registration.update()
  } catch {
    return 'unreachable'
  }
  const { installing } = registration
  if (installing) await installed(installing)
  return registration.waiting ? 'waiting' : 'newest'
}

function installed(worker: ServiceWorker): Promise<void> {
  return new Promise((resolve) => {
    const look = () => worker.state !== 'installing' && resolve()
    worker.addEventListener('statechange', look)
    look()
  })
}

function tellAll(): void {
  for (const listener of listeners) listener()
}

function watch(registration: ServiceWorkerRegistration): void {
  void askForPeriodicSync(registration)
  const look = () => {
    const { waiting } = registration
    // Without a controller this is the first worker ever, which takes over by itself.
    update = waiting && navigator.serviceWorker.controller ? { apply: () => apply(waiting) } : undefined
    tellAll()
  }
  look()
  // Another tab has applied it: this one still runs the old code, and loads again when its person says so.
  let isControlled = Boolean(navigator.serviceWorker.controller)
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (isControlled) {
      update = { apply: () => location.reload() }
      tellAll()
    }
    isControlled = true
  })
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', look))
  document.addEventListener('visibilitychange', () => {
    // Offline there is nothing to find.
    if (document.visibilityState === 'visible' && !worksOffline()) void registration.update().catch(() => undefined)
  })
}

function apply(worker: ServiceWorker): void {
  const reload = () => location.reload()
  navigator.serviceWorker.addEventListener('controllerchange', reload, { once: true })
  setTimeout(reload, RELOAD_AFTER_MS)
  worker.postMessage({ type: 'SKIP_WAITING' })
}
