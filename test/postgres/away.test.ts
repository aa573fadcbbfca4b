import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  createTestClient,
  signIn,
  startTestServer,
  type TestAnswer,
  type TestClient,
  type TestServer,
} from '../../server/http/testing/test-server.ts'
import { needsPostgres } from '../../server/storage/testing/test-postgres.ts'
import { ask, type Cluster, startCluster } from './cluster.ts'
import { findPostgres } from '../../scripts/find-postgres.mjs'

// A PostgreSQL that goes away under the server and comes back. An error that nobody handles fails the run.

needsPostgres()
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let cluster: Cluster
let url: string
let server: TestServer
let ana: TestClient

beforeAll(async () => {
  if ('absent' in findPostgres()) return
  cluster = await startCluster({ isDurable: false })
  url = await cluster.createDatabase()
  server = await startTestServer({ config: { databaseUrl: url, demo: true }, commentEveryMs: 200 })
  ana = await signIn(server.url, 'ana@demo.test')
})
afterAll(async () => {
  await server?.stop()
  await cluster?.dispose()
})

/** A change as the wire has it. */
const building = (id: string, mutationId: number) => ({
  mutation_id: mutationId,
  schema: 1,
  op: 'create',
  model: 'buildings',
  id,
  version: 0,
  data: { name: id },
})

/** A refusal that a device takes as "later": never a 500, never a cut answer. */
function expectLater(answer: TestAnswer): void {
  expect([answer.status, answer.json.error.code]).toEqual([503, 'UNAVAILABLE'])
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
}

const healthOf = async (): Promise<number> => (await createTestClient(server.url).get('/api/health')).status

/** What several devices have heard so far. */
interface Heard {
  readonly acknowledged: string[]
  refusals: number
  isOver: boolean
}

/** One device: pushes one change after the other, each until it is answered with a result; whatever else it hears is a 503. */
async function pushOn(device: string, heard: Heard): Promise<void> {
  for (let n = 1; !heard.isOver; n++) {
    const id = `${device}-${n}`
    for (;;) {
      const answer = await ana.post('/api/sync/push', { scope: 'demo', device_id: device, changes: [building(id, n)] })
      if (answer.status === 200 && answer.json.results[0].ok) break
      if (answer.status !== 200) expectLater(answer)
      heard.refusals += 1
      await delay(20)
    }
    heard.acknowledged.push(id)
  }
}

async function pullOn(heard: Heard): Promise<void> {
  while (!heard.isOver) {
    const answer = await ana.get('/api/sync/pull?scope=demo')
    if (answer.status !== 200) expectLater(answer)
    await delay(20)
  }
}

describe('PostgreSQL goes away and comes back', () => {
  it('[RL20] every call but those that need no database is 503 with Retry-After, and health says so; nothing crashes', async () => {
    const live = await ana.send('/api/sync/live?scope=demo')
    await cluster.stop('crash')
    await vi.waitFor(async () => expect(await healthOf()).toBe(503), 5_000)
    const credentials = { email: 'ben@demo.test', password: 'satchel-demo' }
    for (const answer of [
      await ana.get('/api/health'),
      await ana.get('/api/sync/pull?scope=demo'),
      await ana.get('/api/sync/snapshot?scope=demo'),
      await ana.get('/api/sync/live?scope=demo'),
      await ana.get('/api/history?scope=demo&model=buildings&id=x'),
      await ana.get('/api/auth/get-session'),
      await ana.post('/api/sync/push', { scope: 'demo', device_id: 'away', changes: [building('away', 1)] }),
      await createTestClient(server.url).post('/api/auth/sign-in/email', credentials),
      await ana.post('/api/auth/sign-out', {}),
    ]) {
      expectLater(answer)
    }
    // The open stream says goodbye: its device opens another when there is a server again.
    expect(await live.text()).toContain('event: cursor')
    await cluster.start()
    await vi.waitFor(async () => expect(await healthOf()).toBe(200), 5_000)
    expect((await ana.get('/api/sync/pull?scope=demo')).status).toBe(200)
    const push = await ana.post('/api/sync/push', { scope: 'demo', device_id: 'away', changes: [building('away', 1)] })
    expect(push.json.results).toMatchObject([{ ok: true, new_version: 1 }])
    expect(push.json.results[0]).not.toHaveProperty('duplicate')
  })

  it('[RL20][RL1] three times under devices that push and pull: each acknowledged change is there once, the log is dense', async () => {
    const before = (await ana.get('/api/sync/pull?scope=demo&limit=5000')).json
    const heard: Heard = { acknowledged: [], refusals: 0, isOver: false }
    const running = Promise.all([pullOn(heard), ...['d1', 'd2', 'd3'].map((device) => pushOn(device, heard))])
    const more = (what: () => number): Promise<void> => {
      const than = what()
      return vi.waitFor(() => expect(what()).toBeGreaterThan(than + 3), 5_000)
    }
    for (const how of ['crash', 'orderly', 'crash'] as const) {
      await more(() => heard.acknowledged.length)
      await cluster.stop(how)
      await more(() => heard.refusals)
      await cluster.start()
    }
    await more(() => heard.acknowledged.length)
    heard.isOver = true
    await running
    const { changes } = (await ana.get(`/api/sync/pull?scope=demo&since=${before.cursor}&limit=5000`)).json
    expect(changes.map(({ id }: { id: string }) => id).sort()).toEqual(heard.acknowledged.sort())
    expect(changes.every(({ version }: { version: number }) => version === 1)).toBe(true)
    const first = changes[0].seq
    expect(changes.map(({ seq }: { seq: number }) => seq)).toEqual(changes.map((_: unknown, n: number) => first + n))
  })

  it('[RL20] connections that are ended while nobody uses them are replaced', async () => {
    await Promise.all(Array.from({ length: 8 }, () => ana.get('/api/sync/pull?scope=demo')))
    await ask(url, `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'satchel'`)
    await vi.waitFor(async () => expect(await healthOf()).toBe(200), 5_000)
    const answers = await Promise.all(Array.from({ length: 8 }, () => ana.get('/api/sync/pull?scope=demo')))
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200))
  })

  it('[RL20] a server that starts before its PostgreSQL waits for it', async () => {
    await cluster.stop('orderly')
    const starting = startTestServer({ config: { databaseUrl: url, demo: false } })
    await cluster.start()
    const other = await starting
    expect((await createTestClient(other.url).get('/api/health')).status).toBe(200)
    await other.stop()
  })
})
