import { describe, expect, it } from 'vitest'
import type { DrainReport } from './drain-report.ts'
import {
  AlreadyStarted,
  AlreadyStopped,
  InvalidRecord,
  NoSuchRecord,
  NotStarted,
  StorageUnavailable,
  SyncFailed,
  UnknownModel,
} from './errors.ts'
import { createMemoryStore } from './device/memory-store.ts'
import { createSyncClient, type SyncClientOptions } from './sync-client.ts'
import { createFakeServer, problem } from './testing/fake-server.ts'
import { createVirtualTime } from './testing/virtual-time.ts'

function given(options: Partial<SyncClientOptions> = {}) {
  const server = createFakeServer()
  const time = createVirtualTime()
  const told: string[] = []
  const errors: unknown[] = []
  const reports: DrainReport[] = []
  const store = options.store ?? createMemoryStore()
  const client = createSyncClient({
    baseUrl: 'http://satchel.test',
    scope: 'demo',
    fetch: server.fetch,
    store,
    pushIntervalMs: 1_000,
    pullIntervalMs: 5_000,
    timers: time.timers,
    environment: time.environment,
    onError: (error) => errors.push(error),
    onSync: (report) => reports.push(report),
    onOnline: () => told.push('online'),
    onOffline: () => told.push('offline'),
    ...options,
  })
  return { server, time, told, errors, reports, store, client }
}

describe('the life of a client', () => {
  it('[EN60] nothing may be called before start, nothing after stop, and start only once', async () => {
    const { client } = given()
    await expect(client.sync()).rejects.toThrow(NotStarted)
    await expect(client.mutate('buildings.create', { name: 'Hub' })).rejects.toThrow(NotStarted)
    expect(() => client.notifyLive('e1.1.a')).toThrow(NotStarted)
    expect([client.isOnline(), client.cursor()]).toEqual([false, undefined])
    const starting = client.start()
    await expect(client.start()).rejects.toThrow(AlreadyStarted)
    await starting
    await expect(client.start()).rejects.toThrow(AlreadyStarted)
    await client.stop()
    await expect(client.sync()).rejects.toThrow(AlreadyStopped)
    await expect(client.mutate('buildings.create', { name: 'Hub' })).rejects.toThrow(AlreadyStopped)
    await expect(client.start()).rejects.toThrow(AlreadyStopped)
    expect(() => client.notifyLive('e1.1.a')).toThrow(AlreadyStopped)
    await client.stop()
  })

  it('[EN60] a client whose storage would not open may be started again', async () => {
    const store = createMemoryStore()
    let broken = true
    const open: typeof store.open = (meta) => (broken ? Promise.reject(new StorageUnavailable('no')) : store.open(meta))
    const { client } = given({ store: { ...store, open } })
    await expect(client.start()).rejects.toThrow(StorageUnavailable)
    broken = false
    await client.start()
    expect(client.isOnline()).toBe(true)
    await client.stop()
  })

  it('[EN61] start makes the first sync by snapshot; a later client goes on by pulls', async () => {
    const { client, server, store, told, time } = given()
    server.write('create', 'b1', { name: 'Hub' })
    await client.start()
    expect(server.calls.map(({ path }) => path.split('/').at(-1))).toEqual(['health', 'push', 'snapshot', 'pull'])
    expect([client.isOnline(), client.cursor(), told]).toEqual([true, server.mark(), ['online']])
    await client.stop()
    expect(time.nextInMs()).toBeUndefined()
    const calls = server.calls.length
    const next = given({ store, fetch: server.fetch })
    await next.client.start()
    expect(server.calls.slice(calls).map(({ path }) => path.split('/').at(-1))).toEqual(['pull'])
    await next.client.stop()
  })

  it('[EN61] a failed first sync is reported, and tried again by itself', async () => {
    const { client, server, time, errors, told } = given()
    server.write('create', 'b1', { name: 'Hub' })
    server.before = () => Promise.reject(new TypeError('no network'))
    await client.start()
    expect(errors).toEqual([expect.any(SyncFailed)])
    expect([client.isOnline(), client.cursor(), told]).toEqual([false, undefined, []])
    server.before = undefined
    await time.advance(20_000)
    expect([client.isOnline(), client.cursor(), told]).toEqual([true, server.mark(), ['online']])
    await client.stop()
  })

  it('[EN62] it pulls by its interval, and tells when the server goes and comes', async () => {
    const { client, server, time, told, reports } = given()
    await client.start()
    server.write('create', 'b1', { name: 'Hub' })
    await time.advance(5_000)
    expect(client.cursor()).toBe(server.mark())
    server.before = () => new Response('<html>')
    await time.advance(5_000)
    expect([client.isOnline(), told]).toEqual([false, ['online', 'offline']])
    server.before = undefined
    await time.advance(60_000)
    expect([client.isOnline(), told]).toEqual([true, ['online', 'offline', 'online']])
    expect(reports.length).toBeGreaterThan(5)
    await client.stop()
  })

  it('[EN62] a pause is told as an error, and a call to sync tries again', async () => {
    const { client, server, errors } = given()
    await client.start()
    server.before = () => problem(401, 'UNAUTHENTICATED')
    expect((await client.sync()).end).toEqual({ kind: 'paused', why: 'unauthenticated' })
    expect(errors).toEqual([expect.objectContaining({ name: 'SyncFailed', message: 'sync: paused' })])
    server.before = undefined
    expect((await client.sync()).end).toEqual({ kind: 'done' })
    await client.stop()
  })

  it('[EN63] a live hint pulls at once, unless the device is there already', async () => {
    const { client, server, time } = given()
    await client.start()
    const calls = server.calls.length
    client.notifyLive(server.mark())
    await time.advance(0)
    expect(server.calls.length).toBe(calls)
    server.write('create', 'b1', { name: 'Hub' })
    client.notifyLive(server.mark())
    await time.advance(0)
    expect(client.cursor()).toBe(server.mark())
    await client.stop()
  })
})

describe('mutate', () => {
  it('[EN64] creates, updates and deletes; what is safe here leaves by itself', async () => {
    const { client, server, time } = given()
    await client.start()
    const id = await client.mutate('buildings.create', { name: 'Hub', phone: null })
    await client.mutate('buildings.update', { id, name: 'The Hub', floors: 3 })
    await time.advance(0)
    expect(server.row(id)?.judged.data).toEqual({ name: 'The Hub', floors: 3 })
    await client.mutate('buildings.update', { id, floors: null })
    await client.sync()
    expect(server.row(id)?.judged.data).toEqual({ name: 'The Hub' })
    await client.mutate('buildings.delete', { id })
    await client.sync()
    expect(server.row(id)?.judged.deleted).toBe(true)
    await client.stop()
  })

  it('[EN64] works offline, and sends what became of it', async () => {
    const { client, server, time } = given()
    server.before = () => Promise.reject(new TypeError('no network'))
    await client.start()
    await client.mutate('buildings.create', { id: 'b1', name: '1' })
    await client.mutate('buildings.update', { id: 'b1', name: '2' })
    server.before = undefined
    await time.advance(30_000)
    expect(server.row('b1')?.judged).toMatchObject({ version: 1, data: { name: '2' } })
    await client.stop()
  })

  it('[EN64] refuses by name what cannot be, and stores nothing', async () => {
    const { client, store } = given()
    await client.start()
    await expect(client.mutate('castles.create', {})).rejects.toThrow(UnknownModel)
    await expect(client.mutate('buildings.rename', { id: 'b1' })).rejects.toThrow(UnknownModel)
    await expect(client.mutate('buildings.create', { phone: '+1' })).rejects.toThrow(InvalidRecord)
    await expect(client.mutate('buildings.update', { id: 'b1', name: 'x' })).rejects.toThrow(NoSuchRecord)
    await expect(client.mutate('buildings.delete', { id: 'b1' })).rejects.toThrow(NoSuchRecord)
    expect(await store.read((tx) => tx.entries())).toEqual([])
    const id = await client.mutate('buildings.create', { name: 'Hub' })
    await client.mutate('buildings.delete', { id })
    await expect(client.mutate('buildings.update', { id, name: 'x' })).rejects.toThrow(NoSuchRecord)
    await client.stop()
  })

  it('[EN64] an update that changes nothing is none', async () => {
    const { client, store, server } = given()
    server.write('create', 'b1', { name: 'Hub' })
    await client.start()
    expect(await client.mutate('buildings.update', { id: 'b1', name: 'Hub' })).toBe('b1')
    expect(await store.read((tx) => tx.entries())).toEqual([])
    await client.stop()
  })
})
