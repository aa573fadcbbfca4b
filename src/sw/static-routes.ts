/** What the browser answers by itself from the device's copy of the app (Chromium), without the worker: nobody waits for one that sleeps. */
export interface StaticRoutes {
  readonly rules: readonly RouterRule[]
  /** Holds the copies that the rules read. */
  readonly cacheName: string
  /** Address → the file of the build that it shows. */
  readonly copies: ReadonlyMap<string, string>
}

/** A file of the build; its revision is null where its name changes with what is in it. */
export interface BuiltFile {
  readonly url: string
  readonly revision?: string | null
}

/**
 * The rules of one version of the worker: they hold as long as it is active. What they do not name, an address with a search, say,
 * comes to the worker as ever; what they name and is not there comes from the network.
 * @param screens addresses under which the app's one page is kept
 * @param precache the name of the cache of all files; those with a revision are there under other names
 */
export function staticRoutes(files: readonly BuiltFile[], screens: readonly string[], precache: string): StaticRoutes {
  const revisions = new Map(files.flatMap(({ url, revision }) => (revision ? [[`/${url}`, revision] as const] : [])))
  const copies = new Map<string, string>([...revisions.keys()].map((path) => [path, path]))
  for (const screen of screens) copies.set(screen, PAGE)
  // Named after what it holds: a version that waits must not change what the active one shows (SW3).
  const cacheName = `${COPIES}${[...revisions.values()].map((revision) => revision.slice(0, 8)).join('')}`
  const exact = [...copies.keys()].map((pathname) => ({ urlPattern: { pathname, search: '' } }))
  return {
    cacheName,
    copies,
    rules: [
      { condition: { urlPattern: { pathname: '/api/*' } }, source: 'network' },
      { condition: { urlPattern: { pathname: '/assets/*' } }, source: { cacheName: precache } },
      { condition: { or: exact }, source: { cacheName } },
    ],
  }
}

/** @returns whether a cache of that name held the copies of another version */
export function isOutdated(name: string, { cacheName }: StaticRoutes): boolean {
  return name.startsWith(COPIES) && name !== cacheName
}

/** As `InstallEvent.addRoutes` takes it; TypeScript's library does not know it, which is in no standard yet. */
export interface RouterRule {
  readonly condition: RouterCondition | { readonly or: readonly RouterCondition[] }
  readonly source: 'network' | { readonly cacheName: string }
}
interface RouterCondition {
  readonly urlPattern: { readonly pathname: string; readonly search?: string }
}

const PAGE = '/index.html'
const COPIES = 'start-'
