import { describe, expect, it } from 'vitest'
import { type BuiltFile, isOutdated, staticRoutes } from './static-routes.ts'

const files: readonly BuiltFile[] = [
  { url: 'index.html', revision: '0123456789' },
  { url: 'icons/icon.svg', revision: 'abcdef0123' },
  { url: 'assets/index-Xy12.js', revision: null },
]

function cacheNameOf(...built: BuiltFile[]): string {
  return staticRoutes(built, ['/'], 'precache').cacheName
}

describe('what the browser answers without the worker', () => {
  it('[SW13] the page under the addresses of screens, each file under its own; calls of the API come from the network', () => {
    const { rules, copies, cacheName } = staticRoutes(files, ['/', '/buildings'], 'precache')
    expect(rules.map(({ source }) => source)).toEqual(['network', { cacheName: 'precache' }, { cacheName }])
    expect([...copies].toSorted()).toEqual([
      ['/', '/index.html'],
      ['/buildings', '/index.html'],
      ['/icons/icon.svg', '/icons/icon.svg'],
      ['/index.html', '/index.html'],
    ])
    // Of an address with a search there is no copy: it must not go to the network for it.
    expect(rules[2]?.condition).toEqual({
      or: [...copies.keys()].map((pathname) => ({ urlPattern: { pathname, search: '' } })),
    })
  })

  it('[SW3] [SW13] a version with another page keeps it elsewhere: what is shown is the active one’s until that gives way', () => {
    const [page, ...others] = files
    const next = cacheNameOf({ url: 'index.html', revision: '9999999999' }, ...others)
    const now = cacheNameOf(...(page ? [page] : []), ...others)
    expect(next).not.toBe(now)
    const active = staticRoutes(files, ['/'], 'precache')
    expect(active.cacheName).toBe(now)
    expect([now, next, 'precache'].map((name) => isOutdated(name, active))).toEqual([false, true, false])
  })
})
