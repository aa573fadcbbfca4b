import { request as httpRequest } from 'node:http'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRateLimiter, SESSION_RATE } from './rate-limit.ts'
import {
  createTestClient,
  read,
  signIn,
  startTestServer,
  type TestClient,
  type TestServer,
  wholeScope,
} from './testing/test-server.ts'

let server: TestServer
let ana: TestClient

beforeAll(async () => {
  server = await startTestServer()
  ana = await signIn(server.url, 'ana@demo.test')
})

afterAll(async () => {
  await server.stop()
  expect(server.errors).toEqual([])
})

const JSON_TYPE = { 'content-type': 'application/json' }
const PUSH = '/api/sync/push'
const EMPTY_PUSH = JSON.stringify({ scope: 'demo', changes: [] })

async function code(response: Promise<Response>): Promise<[number, string | undefined]> {
  const { status, json } = await read(await response)
  return [status, json?.error?.code]
}

/** A call whose headers a browser's fetch would not let us set. */
function raw(path: string, headers: Record<string, string>, method = 'GET', body = ''): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(server.url + path, { method, headers }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode))
    })
    sent.on('error', reject).end(body)
  })
}

describe('every call', () => {
  it('[WP2] a write without the protocol header, or with another, is 426', async () => {
    for (const version of ['', '0', '2', '1, 1']) {
      const headers = { ...JSON_TYPE, cookie: ana.cookie, ...(version ? { 'x-satchel-protocol': version } : {}) }
      const sent = fetch(server.url + PUSH, { method: 'POST', headers, body: EMPTY_PUSH })
      expect(await code(sent)).toEqual([426, 'PROTOCOL_UNSUPPORTED'])
    }
  })

  it('[WP2] a read may leave the header out, but not name another protocol', async () => {
    expect((await fetch(`${server.url}/api/health`)).status).toBe(200)
    const headers = { 'x-satchel-protocol': '2' }
    expect(await code(fetch(`${server.url}/api/health`, { headers }))).toEqual([426, 'PROTOCOL_UNSUPPORTED'])
  })

  it('[WP2] a body that does not call itself JSON is 400', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/jsonp',
      'multipart/form-data',
    ]) {
      const sent = ana.send(PUSH, { method: 'POST', headers: { 'content-type': type }, body: EMPTY_PUSH })
      expect(await code(sent)).toEqual([400, 'INVALID_BODY'])
    }
    expect(await code(ana.send(PUSH, { method: 'POST' }))).toEqual([400, 'INVALID_BODY'])
    const headers = { 'content-type': 'application/json; charset=utf-8' }
    expect((await ana.send(PUSH, { method: 'POST', headers, body: EMPTY_PUSH })).status).toBe(200)
  })

  it('[WP2] a call from another site is refused, whatever it brings', async () => {
    const own = { 'x-satchel-protocol': '1', cookie: ana.cookie, ...JSON_TYPE }
    const host = new URL(server.url).host
    const foreign = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: `http://${host}.evil.example` },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: `http://${host}` },
    ]
    for (const headers of foreign) expect(await raw(PUSH, { ...own, ...headers }, 'POST', EMPTY_PUSH)).toBe(403)
    const allowed = [
      { origin: 'http://localhost:8787' },
      { origin: `http://${host}`, 'sec-fetch-site': 'same-origin' },
      { origin: 'http://app.localhost:4100', host: 'app.localhost:4100' },
    ]
    for (const headers of allowed) expect(await raw(PUSH, { ...own, ...headers }, 'POST', EMPTY_PUSH)).toBe(200)
  })

  it('[WP3] every answer under /api carries the protocol header and is JSON that nobody keeps', async () => {
    const paths = [
      '/api/health',
      '/api/nothing',
      '/api',
      '/api/sync/push',
      '/_sync/pull',
      '/api/sync/pull',
      '/api/history',
    ]
    for (const path of paths) {
      const { headers } = await fetch(server.url + path)
      expect([path, headers.get('x-satchel-protocol')]).toEqual([path, '1'])
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('content-type')).toBe('application/json')
    }
  })

  it('[WP5] an unknown path or method is 404', async () => {
    for (const path of ['/api/nothing', '/api', '/api/', '/_sync', '/_sync/push', '/api/sync/push', '/api/syncpull']) {
      expect(await code(ana.send(path))).toEqual([404, 'NOT_FOUND'])
    }
    for (const method of ['DELETE', 'PUT', 'PATCH', 'OPTIONS']) {
      expect(await code(ana.send('/api/sync/pull', { method }))).toEqual([404, 'NOT_FOUND'])
    }
  })

  it('[WP5] without a session every call but health is 401', async () => {
    const nobody = createTestClient(server.url)
    for (const path of ['/api/sync/pull', '/api/sync/snapshot', '/api/sync/live', '/api/sync/policy', '/api/history']) {
      expect(await code(nobody.send(path))).toEqual([401, 'UNAUTHENTICATED'])
    }
    const sent = nobody.send(PUSH, { method: 'POST', headers: JSON_TYPE, body: EMPTY_PUSH })
    expect(await code(sent)).toEqual([401, 'UNAUTHENTICATED'])
  })

  it('[WP4] nothing under /api redirects', async () => {
    for (const path of ['/api', '/api/', '/api//health', '/api/health/', '/api/auth/sign-in']) {
      const { status } = await fetch(server.url + path, { redirect: 'manual' })
      expect([path, status < 300 || status >= 400]).toEqual([path, true])
    }
  })

  it('[WP5] the database and the epoch are healthy, and no session is needed to know', async () => {
    const answer = await createTestClient(server.url).get('/api/health')
    expect(answer.json).toEqual({ ok: true, epoch: server.sync.storage.epoch })
  })

  it('[HT12] a request that is hardly HTTP is a 4xx', async () => {
    expect(await raw('/api/health', { host: 'a b' })).toBe(400)
    expect(await raw('/api/sync/pull?scope=%E0%A4%A', { cookie: ana.cookie })).toBe(403)
    expect(await raw('/api/health', { 'x-satchel-protocol': '1', 'content-length': '0' }, 'HEAD')).toBe(200)
  })

  it('[HT11] a large answer is compressed for who accepts it, and only for them', async () => {
    const large = await ana.send('/api/sync/pull?limit=200', { headers: { 'accept-encoding': 'gzip' } })
    expect(large.headers.get('content-encoding')).toBe('gzip')
    const plain = await ana.send('/api/sync/pull?limit=200', { headers: { 'accept-encoding': 'identity' } })
    expect(plain.headers.get('content-encoding')).toBeNull()
    expect(await large.text()).toBe(await plain.text())
    const small = await ana.send('/api/health', { headers: { 'accept-encoding': 'gzip' } })
    expect(small.headers.get('content-encoding')).toBeNull()
  })

  it('[HT13] a session that calls too often is told to wait, and only that one', async () => {
    const strict = await startTestServer({ rate: { perSecond: 0.01, burst: 3 } })
    const [busy, calm] = [await signIn(strict.url, 'ben@demo.test'), await signIn(strict.url, 'ben@demo.test')]
    for (let i = 0; i < 3; i++) expect((await busy.get('/api/sync/policy')).status).toBe(200)
    const answer = await busy.get('/api/sync/policy')
    expect([answer.status, answer.json.error.code]).toEqual([429, 'RATE_LIMITED'])
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(90)
    expect((await calm.get('/api/sync/policy')).status).toBe(200)
    await strict.stop()
  })

  it('[WP6] nobody is limited below 50 calls a second, with a burst of 200', () => {
    let nowMs = 0
    const waitS = createRateLimiter(SESSION_RATE, () => nowMs)
    const calls: number[] = []
    for (let i = 0; i < 200; i++) calls.push(waitS('session'))
    for (nowMs = 0; nowMs < 60_000; nowMs += 20) calls.push(waitS('session'))
    expect(calls.every((seconds) => seconds === 0)).toBe(true)
  })
})

describe('bodies', () => {
  const send = (body: string | Uint8Array, headers: Record<string, string> = {}): Promise<Response> =>
    ana.send(PUSH, { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: Buffer.from(body) })

  it('[WP6] more than a mebibyte on the wire is 413, told or found', async () => {
    const body = `{"scope":"demo","changes":[]${' '.repeat(1024 * 1024)}}`
    expect(await code(send(body))).toEqual([413, 'TOO_LARGE'])
    const kibibytes = Buffer.alloc(64 * 1024, ' ')
    const chunks = function* (): Generator<Buffer> {
      for (let i = 0; i < 320; i++) yield kibibytes
    }
    const init = {
      method: 'POST',
      headers: JSON_TYPE,
      body: Readable.toWeb(Readable.from(chunks())),
      duplex: 'half',
    } as RequestInit
    expect(await code(ana.send(PUSH, init))).toEqual([413, 'TOO_LARGE'])
  })

  it('[WP6][F11] a gzip body may have four mebibytes inside, and a bomb is stopped there', async () => {
    const pad = (bytes: number): Buffer => gzipSync(`{"scope":"demo","changes":[]${' '.repeat(bytes)}}`)
    const gzip = { 'content-encoding': 'gzip' }
    expect((await send(pad(3 * 1024 * 1024), gzip)).status).toBe(200)
    expect(await code(send(pad(5 * 1024 * 1024), gzip))).toEqual([413, 'TOO_LARGE'])
    expect(await code(send(pad(100 * 1024 * 1024), gzip))).toEqual([413, 'TOO_LARGE'])
  })

  it('[HT12] a body that is not what it says is 400', async () => {
    const whole = gzipSync(EMPTY_PUSH)
    const gzip = { 'content-encoding': 'gzip' }
    const bad = [
      send(''),
      send('{'),
      send('[]'),
      send('null'),
      send('"text"'),
      send(EMPTY_PUSH.slice(0, -1)),
      send(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])),
      send(EMPTY_PUSH, gzip),
      send(whole.subarray(0, -5), gzip),
      send(whole, { 'content-encoding': 'br' }),
      send('['.repeat(500_000)),
      send('{"changes":'.repeat(50_000)),
    ]
    for (const sent of bad) expect(await code(sent)).toEqual([400, 'INVALID_BODY'])
  })

  it('[WP10] an envelope that is not one is 400, and says which member', async () => {
    const bad: unknown[] = [
      {},
      { changes: {} },
      { changes: [], scope: 1 },
      { changes: [], device_id: '' },
      { changes: [], device_id: 'a\0b' },
      { changes: [], device_id: 'x'.repeat(129) },
      { changes: [], acked_through: -1 },
      { changes: [], acked_through: 1.5 },
      { changes: [], mark: 7 },
      { changes: [], extra: true },
      { changes: [], constructor: {} },
      { changes: [], prototype: {} },
    ]
    for (const body of bad) {
      const answer = await ana.post(PUSH, body)
      expect([body, answer.status, answer.json.error.code]).toEqual([body, 400, 'INVALID_BODY'])
    }
    expect((await ana.post(PUSH, { changes: [], acked_through: -1 })).json.error.message).toContain('acked_through')
    expect(await code(send('{"changes":[],"__proto__":{"scope":"demo"}}'))).toEqual([400, 'INVALID_BODY'])
  })

  it('[WP6] more than 500 changes are 413, and none of them is judged', async () => {
    const before = await wholeScope(ana)
    const changes = Array.from({ length: 501 }, (_, i) => ({
      op: 'create',
      model: 'buildings',
      id: `too-many-${i}`,
      version: 0,
      data: { name: 'One too many' },
    }))
    const answer = await ana.post(PUSH, { scope: 'demo', changes })
    expect([answer.status, answer.json.error.code]).toEqual([413, 'TOO_MANY_CHANGES'])
    expect(await wholeScope(ana)).toBe(before)
  })
})
