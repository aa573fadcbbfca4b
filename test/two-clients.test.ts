import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signIn, startTestServer, type TestServer } from '../server/http/testing/test-server.ts'
import type { LiveHint } from '../contract/wire/live.ts'
import { createEnvironment, platformTimers } from '../src/sync/environment.ts'
import { createHttpTransport } from '../src/sync/network/http-transport.ts'
import { createMemoryStore } from '../src/sync/device/memory-store.ts'
import type { SyncStore } from '../src/sync/ports.ts'
import { createSyncClient, type SyncClient } from '../src/sync/sync-client.ts'

let server: TestServer
let ana: Person
let ben: Person

interface Person {
  readonly client: SyncClient
  readonly store: SyncStore
  readonly fetch: typeof fetch
  readonly errors: unknown[]
}

async function person(name: string): Promise<Person> {
  const { cookie } = await signIn(server.url, `${name}@demo.test`)
  const store = createMemoryStore()
  const errors: unknown[] = []
  const withCookie: typeof fetch = (input, init) => {
    const headers = new Headers(init?.headers)
    headers.set('cookie', cookie)
    return fetch(input, { ...init, headers })
  }
  const client = createSyncClient({
    baseUrl: server.url,
    scope: 'demo',
    fetch: withCookie,
    store,
    onError: (error) => errors.push(error),
  })
  await client.start()
  return { client, store, fetch: withCookie, errors }
}

beforeAll(async () => {
  server = await startTestServer()
  ana = await person('ana')
  ben = await person('ben')
})
afterAll(async () => {
  await ana.client.stop()
  await ben.client.stop()
  await server.stop()
})

const rowOf = async ({ store }: Person, id: string) =>
  (await store.read((tx) => tx.rows([{ model: 'buildings', id }])))[0]
const entriesOf = ({ store }: Person) => store.read((tx) => tx.entries())

describe('two people and the real server', () => {
  it('[EN70] begin with the same mirror', async () => {
    const digests = await ana.store.read((tx) => tx.digests())
    expect(digests?.buildings?.count).toBeGreaterThanOrEqual(40)
    expect(await ben.store.read((tx) => tx.digests())).toEqual(digests)
    expect(ana.client.cursor()).toBe(ben.client.cursor())
  })

  it('[EN70] see each other’s work; different fields of one record merge', async () => {
    const id = await ana.client.mutate('buildings.create', { name: 'Real Hub' })
    await ana.client.sync()
    await ben.client.sync()
    await ben.client.mutate('buildings.update', { id, phone: '+49 1' })
    await ana.client.mutate('buildings.update', { id, floors: 5 })
    await Promise.all([ana.client.sync(), ben.client.sync()])
    await Promise.all([ana.client.sync(), ben.client.sync()])
    for (const one of [ana, ben]) {
      expect((await rowOf(one, id))?.data).toEqual({ name: 'Real Hub', phone: '+49 1', floors: 5 })
      expect(await entriesOf(one)).toEqual([])
    }
    expect(ana.client.cursor()).toBe(ben.client.cursor())
  })

  it('[EN70] the same field is asked about, nothing is overwritten', async () => {
    const id = await ana.client.mutate('buildings.create', { name: 'Contested' })
    await ana.client.sync()
    await ben.client.sync()
    await ben.client.mutate('buildings.update', { id, name: 'By Ben' })
    await ben.client.sync()
    // Ana's device has not heard of it.
    await ana.client.mutate('buildings.update', { id, name: 'By Ana' })
    await ana.client.sync()
    expect(await entriesOf(ana)).toMatchObject([{ kind: 'parked', id, reason: { kind: 'conflict', fields: ['name'] } }])
    expect((await rowOf(ben, id))?.data.name).toBe('By Ben')
  })

  it('[EN70] five hundred records leave in one sync, each once, and arrive', async () => {
    const ids: string[] = []
    for (let n = 0; n < 500; n++) ids.push(await ben.client.mutate('buildings.create', { name: `Bulk ${n}` }))
    await ben.client.sync()
    expect(await entriesOf(ben)).toEqual([])
    await ana.client.sync()
    const rows = await ana.store.read((tx) => tx.rows(ids.map((id) => ({ model: 'buildings', id }))))
    expect(rows.every((row) => row?.version === 1)).toBe(true)
    expect(await ana.store.read((tx) => tx.digests())).toEqual(await ben.store.read((tx) => tx.digests()))
  })

  it('[WP5] the live stream tells of a commit', async () => {
    const transport = createHttpTransport({
      baseUrl: server.url,
      scope: 'demo',
      fetch: ben.fetch,
      timers: platformTimers,
      nowMs: createEnvironment().nowMs,
    })
    const hints: LiveHint[] = []
    const abort = new AbortController()
    const ended = transport.live((hint) => hints.push(hint), abort.signal)
    await expect.poll(() => hints.length, { timeout: 20_000 }).toBe(1)
    await ana.client.mutate('buildings.create', { name: 'Heard of' })
    await ana.client.sync()
    await expect.poll(() => hints.at(-1)?.cursor, { timeout: 20_000 }).toBe(ana.client.cursor())
    abort.abort()
    expect((await ended).kind).toBe('unreachable')
  })

  it('[EN70] nobody was told of an error', () => {
    expect([...ana.errors, ...ben.errors]).toEqual([])
    expect(server.errors).toEqual([])
  })
})
