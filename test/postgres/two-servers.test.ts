import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { signIn, startTestServer, type TestServer } from '../../server/http/testing/test-server.ts'
import { takeTestDatabase, type TestDatabase, needsPostgres } from '../../server/storage/testing/test-postgres.ts'
import { findPostgres } from '../../scripts/find-postgres.mjs'

needsPostgres()
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const config = { secret: 'the same in every process of one installation' }
let database: TestDatabase
let servers: TestServer[] = []

beforeAll(async () => {
  if ('absent' in findPostgres()) return
  database = await takeTestDatabase()
  // At the same moment, over an empty database.
  const start = () => startTestServer({ config: { ...config, databaseUrl: database.url } })
  servers = await Promise.all([start(), start()])
})
afterAll(async () => {
  for (const server of servers) await server.stop()
  servers = []
  database?.release()
})

it('[HT19] two servers that start over an empty database at the same moment make one demo', async () => {
  const [one, two] = servers
  if (!one || !two) throw new Error('two servers were started')
  expect([one.hasDemo, two.hasDemo]).toEqual([true, true])
  const rows = await Promise.all(
    [one, two].map(async ({ url }) => (await signIn(url, 'ben@demo.test')).get('/api/sync/pull?limit=5000')),
  )
  expect(rows[0]?.json.changes.length).toBeGreaterThan(1_000)
  expect(rows[1]?.text).toBe(rows[0]?.text)
})

it('[HT19] two servers over one database: a session is good at both, and a push to one is told by the stream of the other', async () => {
  const [one, two] = servers
  if (!one || !two) throw new Error('two servers were started')
  const ana = await signIn(one.url, 'ana@demo.test')
  const live = await fetch(`${two.url}/api/sync/live?scope=demo`, {
    headers: { 'x-satchel-protocol': '1', cookie: ana.cookie },
  })
  const reader = live.body?.pipeThrough(new TextDecoderStream()).getReader()
  expect((await reader?.read())?.value).toContain('event: cursor')
  const change = { op: 'create', model: 'buildings', id: 'two', version: 0, data: { name: 'Two' } }
  const pushed = await ana.post('/api/sync/push', { scope: 'demo', changes: [change] })
  expect((await reader?.read())?.value).toContain(pushed.json.mark)
  await reader?.cancel()
})
