import { cleanupOutdatedCaches, PrecacheController, PrecacheRoute, type PrecacheEntry } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'
import { models } from '../../contract/models/index.ts'
import { isOutdated, type RouterRule, type StaticRoutes, staticRoutes } from './static-routes.ts'

declare const self: ServiceWorkerGlobalScope

/**
 * Keeps the whole app on the device, and answers every navigation with its one page: any route opens without a network.
 * @param files what the build found, with their revisions
 */
export function serveApp(files: readonly PrecacheEntry[]): void {
  cleanupOutdatedCaches()
  const precache = new PrecacheController()
  precache.addToCacheList([...files])
  const routes = staticRoutes(files, SCREENS, precache.strategy.cacheName)
  self.addEventListener('install', (event) => {
    const { addRoutes }: InstallEvent = event
    void addRoutes?.call(event, routes.rules)
    const installed = precache.install(event)
    if (addRoutes) event.waitUntil(installed.then(() => keepCopies(precache, routes)))
  })
  self.addEventListener('activate', (event) => {
    void precache.activate(event)
    event.waitUntil(dropOutdated(routes))
  })
  registerRoute(new PrecacheRoute(precache))
  registerRoute(new NavigationRoute(precache.createHandlerBoundToURL('/index.html'), { denylist: [/^\/api\//] }))
}

/** What is opened from the home screen, or again and again. */
const SCREENS = ['/', '/settings', ...models.all.flatMap(({ name }) => [`/${name}`, `/${name}/new`])]

/** TypeScript's library does not know it. */
interface InstallEvent extends ExtendableEvent {
  /** Absent outside Chromium. */
  readonly addRoutes?: (rules: readonly RouterRule[]) => Promise<void>
}

async function keepCopies(precache: PrecacheController, { copies, cacheName }: StaticRoutes): Promise<void> {
  const cache = await caches.open(cacheName)
  await Promise.all(
    [...copies].map(async ([address, file]) => {
      const response = await precache.matchPrecache(file)
      if (!response) throw new Error(`${file} is not in the precache`)
      await cache.put(address, response)
    }),
  )
}

async function dropOutdated(routes: StaticRoutes): Promise<void> {
  const names = await caches.keys()
  await Promise.all(names.filter((name) => isOutdated(name, routes)).map((name) => caches.delete(name)))
}
