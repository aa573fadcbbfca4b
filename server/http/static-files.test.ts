import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createStaticFiles } from './static-files.ts'

const PAGE = `<!doctype html><title>Satchel</title>${'<p>a page</p>'.repeat(100)}`
let dir: string
let serve: (request: Request) => Promise<Response>

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'satchel-static-'))
  const root = join(dir, 'dist')
  await mkdir(join(root, 'assets'), { recursive: true })
  await mkdir(join(root, 'icons'))
  await writeFile(join(root, 'index.html'), PAGE)
  await writeFile(join(root, 'sw.js'), 'self.x = 1')
  await writeFile(join(root, 'manifest.webmanifest'), '{}')
  await writeFile(join(root, 'assets/main-abc123.js'), 'console.log(1)')
  await writeFile(join(root, 'icons/192.png'), Buffer.alloc(4_000))
  await writeFile(join(dir, 'secret'), 'nobody may read this')
  await mkdir(join(dir, 'dist-next'))
  await writeFile(join(dir, 'dist-next/index.html'), 'nor this')
  serve = createStaticFiles(root)
})

afterAll(() => rm(dir, { recursive: true, force: true }))

function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> {
  return serve(new Request(`http://localhost${path}`, { method, headers }))
}

const NAVIGATION = { accept: 'text/html,*/*', 'sec-fetch-mode': 'navigate' }

describe('static files', () => {
  it('[HT6] a hashed asset may be kept for ever', async () => {
    const response = await get('/assets/main-abc123.js')
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(await response.text()).toBe('console.log(1)')
  })

  it.each(['/', '/index.html', '/sw.js', '/manifest.webmanifest', '/icons/192.png'])(
    '[WP8] %s is asked for again each time',
    async (path) => {
      const response = await get(path)
      expect(response.status).toBe(200)
      expect(response.headers.get('cache-control')).toBe('no-cache')
    },
  )

  it('[HT6] what the browser has already is not sent again', async () => {
    const etag = (await get('/sw.js')).headers.get('etag') ?? ''
    const response = await get('/sw.js', { 'if-none-match': etag })
    expect([response.status, await response.text()]).toEqual([304, ''])
  })

  it('[HT7] a navigation to any route gets the page', async () => {
    for (const path of [
      '/',
      '/buildings',
      '/buildings/0198-x',
      '/a/b/c?d=e.f',
      '/buildings/rec.1',
      '/buildings/a:b.js',
    ]) {
      for (const headers of [NAVIGATION, { accept: 'text/html' }, { 'sec-fetch-mode': 'navigate' }]) {
        const response = await get(path, headers)
        expect([path, response.status, await response.text()]).toEqual([path, 200, PAGE])
      }
    }
  })

  it('[HT7] what is missing and no navigation is a 404, never the page', async () => {
    const missing = [
      get('/assets/main-gone.js'),
      get('/assets/main-gone.js', NAVIGATION),
      get('/icons/gone.png', { accept: 'image/avif,*/*', 'sec-fetch-mode': 'no-cors' }),
      get('/gone.js', { accept: '*/*' }),
      get('/buildings', { accept: '*/*' }),
      get('/buildings', { accept: 'text/html', 'sec-fetch-mode': 'cors' }),
      get('/assets', { accept: '*/*' }),
    ]
    for (const response of await Promise.all(missing)) {
      expect([response.status, response.headers.get('content-type')]).toEqual([404, 'text/plain; charset=utf-8'])
    }
  })

  it('[HT7] nothing outside the folder is served, however the path is written', async () => {
    const paths = [
      '/..%2fsecret',
      '/%2e%2e/secret',
      '/assets/..%2f..%2fsecret',
      '/..%2fdist-next/index.html',
      '/%00',
      '/%',
    ]
    for (const path of paths) {
      const response = await get(path)
      expect([path, response.status]).toEqual([path, 404])
    }
  })

  it('[HT7] only GET and HEAD are served', async () => {
    const head = await get('/', {}, 'HEAD')
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, `${PAGE.length}`, ''])
    expect((await get('/', {}, 'POST')).status).toBe(405)
  })

  it('[HT8] every answer is strict about where things come from', async () => {
    for (const path of ['/', '/sw.js', '/gone.js']) {
      const { headers } = await get(path)
      expect(headers.get('content-security-policy')).toContain(
        "default-src 'none'; script-src 'self'; style-src 'self'",
      )
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('same-origin')
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
    }
  })

  it('[HT9] text is compressed as the browser likes it, a picture is not', async () => {
    const brotli = await get('/', { 'accept-encoding': 'gzip, deflate, br' })
    expect(brotli.headers.get('content-encoding')).toBe('br')
    expect(brotliDecompressSync(await brotli.arrayBuffer()).toString()).toBe(PAGE)
    const gzipped = await get('/', { 'accept-encoding': 'gzip, br;q=0' })
    expect(gzipped.headers.get('content-encoding')).toBe('gzip')
    expect(gunzipSync(await gzipped.arrayBuffer()).toString()).toBe(PAGE)
    const picture = await get('/icons/192.png', { 'accept-encoding': 'br' })
    expect(picture.headers.get('content-encoding')).toBeNull()
    expect((await get('/')).headers.get('content-encoding')).toBeNull()
  })

  it('[HT6] a new build is served without a restart', async () => {
    const path = join(dir, 'dist/changing.js')
    await writeFile(path, 'one')
    const before = await (await get('/changing.js')).text()
    await writeFile(path, 'two')
    await utimes(path, new Date(0), new Date(0))
    expect([before, await (await get('/changing.js')).text()]).toEqual(['one', 'two'])
  })

  it('[HT7] without a build there is a plain 404', async () => {
    const empty = createStaticFiles(join(dir, 'no-such-folder'))
    const response = await empty(new Request('http://localhost/', { headers: NAVIGATION }))
    expect(response.status).toBe(404)
  })
})
