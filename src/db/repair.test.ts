import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import { models } from '../../contract/models/index.ts'
import { repairStrays } from '../sync/device/strays.ts'
import { noLock } from '../sync/lock.ts'
import { createDevice } from '../sync/testing/device.ts'
import { drainAll } from '../sync/testing/drains.ts'
import { createFakeServer } from '../sync/testing/fake-server.ts'
import { rowOf, savedOf, visibleOf } from '../sync/testing/samples.ts'
import { createVirtualTime } from '../sync/testing/virtual-time.ts'
import { createConnection } from './connection.ts'
import { createDexieStore } from './dexie-store.ts'
import { createLists } from './lists.ts'
import { scanSome } from './mirror/digest-scan.ts'
import type { Page } from './schema.ts'
import { around } from './testing/faulty-idb.ts'
import { newUser, openDevice } from './testing/open-device.ts'
import { resultOf } from './transaction.ts'
import { createUpkeep } from './upkeep.ts'
import { createView } from './view.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** A device whose rows lie in IndexedDB, filled from a server. */
async function given(buildings: number) {
  const server = createFakeServer()
  for (let n = 0; n < buildings; n++) server.write('create', `b${String(n).padStart(4, '0')}`, { name: `Hub ${n}` })
  const connection = createConnection(newUser(), 'demo')
  const time = createVirtualTime()
  const device = await createDevice({ fetch: server.fetch, time, store: createDexieStore(connection) })
  await drainAll(device)
  const view = createView(connection, models)
  const outbox = async () => ({ stateOf: () => 'synced' as const, lastSeen: () => undefined })
  const [timers, report] = [time.timers, () => {}]
  const lists = createLists({ connection, models, view, outbox, timers, report })
  const options = { connection, models, view, lists, timers, nowMs: time.nowMs, report }
  const upkeep = createUpkeep({ ...options, lock: noLock, isDraining: async () => false })
  const asked = () => server.calls.filter(({ search }) => search.get('digest') === '1').length
  const snapshots = () => server.calls.filter(({ path }) => path.endsWith('snapshot')).length
  return { server, connection, device, upkeep, asked, snapshots }
}

describe('once a day the mirror is compared with the server', () => {
  it('[WP27] [DB15] with what is really stored, hashed by upkeep; not before it is due', async () => {
    const { device, upkeep, asked, snapshots } = await given(700)
    await upkeep.run()
    await drainAll(device)
    expect(asked()).toBe(0)
    await device.time.advance(2 * DAY_MS)
    await drainAll(device)
    expect(asked()).toBe(0)
    await upkeep.run()
    await device.update('b0007', { name: 'Edited' })
    await drainAll(device)
    expect([asked(), snapshots()]).toEqual([1, 1])
    await drainAll(device)
    expect(asked()).toBe(1)
  })

  it('[F28] [WP27] a page that was damaged on the disk is found and repaired; nothing entered is lost', async () => {
    const { server, connection, device, upkeep, snapshots } = await given(700)
    await device.create('c1', { name: 'Mine' })
    await connection.run(['pages'], 'readwrite', async (tx) => {
      const [page] = await resultOf<Page[]>(tx.objectStore('pages').getAll(null, 1))
      if (page) tx.objectStore('pages').put({ ...page, text: page.text.replace('Hub 3"', 'Hut 3"') })
    })
    expect(await device.see('b0003')).toMatchObject({ data: { name: 'Hut 3' } })
    await device.time.advance(2 * DAY_MS)
    await upkeep.run()
    await drainAll(device)
    expect(snapshots()).toBe(2)
    const events = await device.store.read((tx) => tx.events())
    expect(events.filter(({ kind }) => kind === 'differed').map(({ detail }) => detail)).toMatchObject([
      { models: ['buildings'] },
      { id: 'b0003', ours: { data: { name: 'Hut 3' } }, theirs: { data: { name: 'Hub 3' } } },
    ])
    // No version of the server's explains what was there: that is a question, and overwrites nothing.
    expect(await device.see('b0003')).toMatchObject({ data: { name: 'Hut 3' } })
    expect(await device.entries()).toMatchObject([
      { id: 'b0003', kind: 'parked', reason: { fields: ['name'], serverData: { name: 'Hub 3' } } },
    ])
    expect(server.row('b0003')?.judged).toMatchObject({ version: 1, data: { name: 'Hub 3' } })
    expect(server.row('c1')?.judged).toMatchObject({ data: { name: 'Mine' } })
    expect(await device.see('c1')).toMatchObject({ version: 1 })
  })

  it('[DB15] [WR2] no save waits for the hashing', async () => {
    const { connection, device } = await given(700)
    const scopes: string[][] = []
    const undo = around(IDBDatabase.prototype, ['transaction'], (_, call, __, [names]) => {
      scopes.push([names].flat() as string[])
      return call()
    })
    while (await scanSome(connection));
    undo()
    expect(scopes.length).toBeGreaterThan(1)
    // A save's are local, log and outbox.
    expect(new Set(scopes.flat())).toEqual(new Set(['pages', 'over', 'meta']))
    expect(await device.store.read((tx) => tx.digests())).toMatchObject({ buildings: { count: 700 } })
  })
})

describe('at a start', () => {
  const settled = async (user: string) => {
    const device = await openDevice(user)
    const changes = await device.satchel.pendingChanges()
    return { ...device, changes }
  }

  it('[SY1] [SY2] what is seen but would never be sent is queued', async () => {
    const user = newUser()
    const before = await openDevice(user)
    await before.store.transact(async (tx) => {
      await tx.putRows([rowOf('b1', 3), rowOf('b2', 3), rowOf('b3', 3)])
      await tx.putVisible([
        { key: { model: 'buildings', id: 'b1' }, row: visibleOf('b1', 3, { name: 'Mine' }), saw: { name: 'b1' } },
        { key: { model: 'buildings', id: 'b2' }, row: null },
        { key: { model: 'buildings', id: 'b3' }, row: visibleOf('b3', 2) },
        { key: { model: 'buildings', id: 'b4' }, row: visibleOf('b4', 0) },
      ])
    })
    before.satchel.close()
    const { changes, satchel, store } = await settled(user)
    expect(changes.map(({ id, op, state }) => [id, op, state])).toEqual([
      ['b1', 'update', 'ready'],
      ['b2', 'delete', 'parked'],
      ['b4', 'create', 'ready'],
    ])
    expect(await satchel.localGet('buildings', 'b1')).toMatchObject({ data: { name: 'Mine' } })
    expect((await store.read((tx) => tx.overlay())).map(({ key }) => key.id)).toEqual(['b1', 'b2', 'b4'])
  })

  it('[SY1] [SY2] an edit whose entry is lost is judged by what its author saw, not by what the row has become since', async () => {
    const { server, connection, device } = await given(2)
    await device.update('b0000', { name: 'Mine' })
    server.write('update', 'b0000', { name: 'Theirs' })
    await drainAll(device)
    await device.update('b0001', { name: 'Mine too' })
    server.write('update', 'b0001', { floors: 3 })
    await connection.run(['outbox'], 'readwrite', async (tx) => void tx.objectStore('outbox').clear())
    await device.store.transact((tx) => repairStrays(tx, { models, environment: createVirtualTime().environment }))
    await drainAll(device)
    expect(server.row('b0000')?.judged.data).toEqual({ name: 'Theirs' })
    expect(server.row('b0001')?.judged.data).toEqual({ name: 'Mine too', floors: 3 })
    expect(await device.entries()).toMatchObject([
      { id: 'b0000', kind: 'parked', patch: { name: 'Mine' }, reason: { kind: 'conflict', fields: ['name'] } },
    ])
  })

  it('[SY4] what waits but is not seen is seen again', async () => {
    const user = newUser()
    const before = await openDevice(user)
    await before.store.save(savedOf('b1', { name: 'Mine' }), visibleOf('b1', 0, { name: 'Mine' }))
    await before.satchel.pendingChanges()
    await before.connection.run(['local'], 'readwrite', async (tx) => void tx.objectStore('local').clear())
    before.satchel.close()
    const { changes, satchel } = await settled(user)
    expect(changes).toHaveLength(1)
    expect(await satchel.localGet('buildings', 'b1')).toMatchObject({ data: { name: 'Mine' } })
    expect((await satchel.localList('buildings')).items).toMatchObject([{ title: 'Mine', state: 'pending' }])
  })

  it('[SY3] a device that is whole is left alone', async () => {
    const user = newUser()
    const before = await openDevice(user)
    await before.satchel.localCreate('buildings', 'b1', { name: 'Mine' })
    const [entry] = await before.satchel.pendingChanges()
    before.satchel.close()
    const { changes, satchel } = await settled(user)
    expect(changes).toEqual([entry])
    expect((await satchel.events()).filter(({ kind }) => kind === 'repaired')).toEqual([])
  })
})
