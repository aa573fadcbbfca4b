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

function watch(registration: ServiceWorkerRegistration): void {
  void askForPeriodicSync(registration)
  const look = () => {
    const { waiting } = registration
    // Without a controller this is the first worker ever, which takes over by itself.
    update = waiting && navigator.serviceWorker.controller ? { apply: () => apply(waiting) } : undefined
    for (const listener of listeners) listener()
  }
  look()
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
