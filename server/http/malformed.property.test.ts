import { gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { head } from '../sync/scopes.ts'
import { createTestClient, signIn, startTestServer, type TestClient, type TestServer } from './testing/test-server.ts'

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

const strange = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('__proto__', 'constructor', 'a\0b', '\ud800', '-0', -1, 2 ** 53, 0.5, null, '', 'demo'),
)

/** A value that is right, or anything at all. */
function nearly<T>(right: fc.Arbitrary<T>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 4, arbitrary: right }, { weight: 1, arbitrary: strange })
}

const change = fc.record(
  {
    mutation_id: nearly(fc.integer({ min: 1, max: 50 })),
    schema: nearly(fc.constant(1)),
    op: nearly(fc.constantFrom('create', 'update', 'delete')),
    model: nearly(fc.constantFrom('buildings', 'tenants', 'leases', 'payments', 'inspections')),
    id: nearly(fc.constantFrom('a', 'b', 'c')),
    version: nearly(fc.integer({ min: 0, max: 5 })),
    data: nearly(
      fc.record(
        {
          name: nearly(fc.string()),
          floors: nearly(fc.integer()),
          building: nearly(fc.constantFrom('a', 'b')),
          email: nearly(fc.constantFrom('x@y', 'z@y')),
          checklist: nearly(fc.subarray(['roof', 'lift'])),
          date: nearly(fc.constant('2026-11-20')),
        },
        { requiredKeys: [] },
      ),
    ),
    edited_at: nearly(fc.constant('2026-11-20T10:00:00.000Z')),
  },
  { requiredKeys: [] },
)

const envelope = fc.record(
  {
    scope: nearly(fc.constant('demo')),
    device_id: nearly(fc.constantFrom('device-1', 'device-2')),
    mark: nearly(fc.constant('e1.1.a')),
    acked_through: nearly(fc.nat({ max: 9 })),
    sent_at: nearly(fc.constant('2026-11-20T10:00:00.000Z')),
    changes: nearly(fc.array(nearly(change), { maxLength: 6 })),
  },
  { requiredKeys: ['changes'] },
)

const body = fc.oneof(
  { weight: 6, arbitrary: envelope.map((value) => Buffer.from(JSON.stringify(value))) },
  { weight: 1, arbitrary: strange.map((value) => Buffer.from(JSON.stringify(value) ?? '')) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 1, arbitrary: envelope.map((value) => Buffer.from(JSON.stringify(value)).subarray(0, -3)) },
)

/** What is wrong with an answer: that a device would not believe it, or that it is a fault of the server's. */
async function faultOf(response: Response): Promise<string | undefined> {
  const text = await response.text()
  if (response.status >= 500) return `${response.status} ${text}`
  if (response.headers.get('x-satchel-protocol') !== '1') return 'no protocol header'
  const isJson = response.headers.get('content-type') === 'application/json'
  return isJson && JSON.parse(text) === undefined ? 'no JSON' : undefined
}

describe('malformed input', () => {
  it('[HT12] no body makes a push fail on the server’s side, and a refused push changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(body, fc.boolean(), async (bytes, isCompressed) => {
        const before = await head(server.sync, 'demo')
        const headers = { 'content-type': 'application/json', ...(isCompressed ? { 'content-encoding': 'gzip' } : {}) }
        const sent = isCompressed ? gzipSync(bytes) : bytes
        const response = await ana.send('/api/sync/push', { method: 'POST', headers, body: sent })
        expect(await faultOf(response)).toBeUndefined()
        expect(response.status === 200 || (await head(server.sync, 'demo')) === before).toBe(true)
      }),
      { numRuns: 400 },
    )
  })

  it('[HT12] no sign-in makes the server fail', async () => {
    const credentials = fc.record(
      { email: nearly(fc.emailAddress()), password: nearly(fc.string()) },
      { requiredKeys: [] },
    )
    await fc.assert(
      fc.asyncProperty(fc.oneof(credentials, strange), async (value) => {
        const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) }
        expect(await faultOf(await ana.send('/api/auth/sign-in/email', init))).toBeUndefined()
      }),
      { numRuns: 60 },
    )
  })

  it('[HT12][F64] no NUL reaches the database, wherever it is put', async () => {
    const post = (path: string, body: unknown) =>
      ana.send(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    const change = { op: 'create', model: 'buildings', id: 'nul', version: 0, data: { name: 'a\0b' } }
    const answers = [
      post('/api/auth/sign-in/email', { email: 'ana@demo.test\0', password: 'satchel-demo' }),
      post('/api/auth/sign-in/email', { email: 'a\0na@demo.test', password: 'x\0' }),
      post('/api/sync/push', {
        scope: 'demo',
        changes: [change, { ...change, id: 'n\0l' }, { ...change, model: '\0' }],
      }),
      post('/api/sync/push', { scope: 'demo', device_id: 'd\0', changes: [] }),
      post('/api/sync/push', { scope: 'd\0', changes: [] }),
      ...['pull?since=%00', 'pull?exclude_device=%00', 'pull?model=%00', 'snapshot?after=buildings/%00'].map((query) =>
        ana.send(`/api/sync/${query}`),
      ),
      ana.send('/api/history?model=buildings&id=%00'),
      createTestClient(server.url, 'satchel.session_token=%00.x').send('/api/auth/get-session'),
    ]
    for (const answer of answers) expect(await faultOf(await answer)).toBeUndefined()
  })

  it('[HT12] no query makes a read fail on the server’s side', async () => {
    const parameters = fc.dictionary(
      fc.constantFrom(
        'scope',
        'since',
        'mark',
        'limit',
        'model',
        'digest',
        'exclude_device',
        'after',
        'id',
        'before',
        '__proto__',
      ),
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('demo', '1', '0', 'buildings', 'buildings/a', '/', 'a/b/c', 'e.1.a', '99999999999999999999'),
      ),
    )
    const path = fc.constantFrom('sync/pull', 'sync/snapshot', 'sync/policy', 'history', 'auth/get-session', 'health')
    await fc.assert(
      fc.asyncProperty(path, parameters, async (name, query) => {
        const search = Object.entries(query).map(
          ([key, value]) => `${key}=${encodeURIComponent(Buffer.from(value).toString())}`,
        )
        expect(await faultOf(await ana.send(`/api/${name}?${search.join('&')}`))).toBeUndefined()
      }),
      { numRuns: 300 },
    )
  })
})
