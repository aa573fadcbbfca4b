import 'fake-indexeddb/auto'
import { afterEach, describe, expect, it } from 'vitest'
import { createDevice } from '../sync/testing/device.ts'
import { drainAll } from '../sync/testing/drains.ts'
import { createFakeServer } from '../sync/testing/fake-server.ts'
import { createConnection } from './connection.ts'
import { createDexieStore } from './dexie-store.ts'
import { exportAll } from './export-all.ts'
import type { StoreName } from './schema.ts'
import { around, damage } from './testing/faulty-idb.ts'
import { newUser, openDevice, present } from './testing/open-device.ts'
import { resultOf } from './transaction.ts'

// One record of the storage cannot be read: Chromium's "Failed to read large IndexedDB value".

const undo: (() => void)[] = []
const mend = (): void => {
  // Each stands around the one before.
  for (const back of undo.splice(0).reverse()) back()
}
afterEach(mend)

/** Every read of these stores fails while `isIll` says so. @returns how many have failed */
function ill(stores: readonly string[], isIll: (method: string, target: IDBObjectStore) => boolean): () => number {
  let failed = 0
  undo.push(
    around(IDBObjectStore.prototype, ['get', 'getAll', 'delete'], (target, call, method) => {
      const store = target as IDBObjectStore // Of this prototype.
      if (!stores.includes(store.name) || !isIll(method, store) || method === 'delete') return call()
      failed++
      const error = new DOMException('an internal error', 'UnknownError')
      store.transaction.abort()
      Object.defineProperty(store.transaction, 'error', { value: error })
      throw error
    }),
  )
  return () => failed
}

const damaged = (store: string, key: IDBValidKey): void => void undo.push(damage(store, key))

describe('a waiting change that cannot be read', () => {
  it('[DB23] [F5] is queued again from what is seen of it, and stops nothing', async () => {
    const user = newUser()
    const { satchel } = await openDevice(user)
    for (const id of ['b1', 'b2', 'b3']) await satchel.localCreate('buildings', id, { name: id })
    await satchel.pendingCount()
    const [, second] = await satchel.pendingChanges()
    satchel.close()
    damaged('outbox', second?.key ?? 0)
    const { satchel: again } = await openDevice(user)
    const changes = await again.pendingChanges()
    expect(changes.map(({ id, op, patch }) => [id, op, patch]).sort()).toEqual([
      ['b1', 'create', { name: 'b1' }],
      ['b2', 'create', { name: 'b2' }],
      ['b3', 'create', { name: 'b3' }],
    ])
    expect((await again.localList('buildings')).total).toBe(3)
    expect((await again.events()).filter(({ kind }) => kind === 'damaged')).toMatchObject([
      { detail: { store: 'outbox', model: 'buildings', id: 'b2' } },
    ])
  })

  it('[DB23] [F5] in the middle of the app’s life too', async () => {
    const { satchel } = await openDevice(newUser())
    for (const id of ['b1', 'b2']) await satchel.localCreate('buildings', id, { name: id })
    const [first] = await satchel.pendingChanges()
    damaged('outbox', first?.key ?? 0)
    await satchel.localCreate('buildings', 'b3', { name: 'b3' })
    expect((await satchel.pendingChanges()).map(({ id }) => id).sort()).toEqual(['b1', 'b2', 'b3'])
    expect(await satchel.pendingCount()).toBe(3)
  })

  it('[DB23] [F5] and is not seen either: it stays as damaged, can be exported and discarded', async () => {
    const user = newUser()
    const { satchel } = await openDevice(user)
    for (const id of ['b1', 'b2']) await satchel.localCreate('buildings', id, { name: id })
    const [first] = await satchel.pendingChanges()
    satchel.close()
    damaged('outbox', first?.key ?? 0)
    damaged('local', ['buildings', 'b1'])
    const { satchel: again } = await openDevice(user)
    const changes = await again.pendingChanges()
    expect(changes).toMatchObject([
      { id: 'b1', state: 'parked', group: 'refused', reason: { kind: 'refused', code: 'DAMAGED' } },
      { id: 'b2', state: 'ready' },
    ])
    expect((await exportAll(user, 'demo')).outbox).toHaveLength(2)
    await again.discard(changes[0]?.key ?? 0)
    expect((await again.pendingChanges()).map(({ id }) => id)).toEqual(['b2'])
  })
})

describe('a draft that cannot be read', () => {
  it('[DB23] [F5] does not hide the others', async () => {
    const { satchel } = await openDevice(newUser())
    for (const id of ['d1', 'd2', 'd3']) await satchel.putDraft('buildings', id, { values: { name: id } })
    damaged('drafts', ['buildings', 'd2'])
    expect([...(await satchel.drafts('buildings')).keys()]).toEqual(['d1', 'd3'])
    await satchel.putDraft('buildings', 'd2', { values: { name: 'again' } })
    expect((await satchel.drafts('buildings')).size).toBe(3)
  })

  it('[DB23] where none can be read it is the storage, which is told', async () => {
    const { satchel } = await openDevice(newUser())
    await satchel.putDraft('buildings', 'd1', { values: { name: 'd1' } })
    damaged('drafts', ['buildings', 'd1'])
    await expect(satchel.drafts('buildings')).rejects.toMatchObject({ name: 'StorageUnavailable' })
  })
})

describe('what can be had again', () => {
  it('[DB23] [F5] an overlay that cannot be read is made anew from the outbox', async () => {
    const user = newUser()
    const { satchel } = await openDevice(user)
    await satchel.localCreate('buildings', 'b1', { name: 'Hub' })
    await satchel.pendingCount()
    satchel.close()
    damaged('local', ['buildings', 'b1'])
    const { satchel: again } = await openDevice(user)
    expect((await again.localList('buildings')).total).toBe(1)
    expect(await again.localGet('buildings', 'b1')).toMatchObject({ data: { name: 'Hub' } })
    expect(await again.pendingCount()).toBe(1)
  })
})

/** A device whose mirror and outbox lie in IndexedDB, filled from a server of so many buildings. */
async function given(buildings: number) {
  const server = createFakeServer()
  for (let n = 0; n < buildings; n++) server.write('create', `b${String(n).padStart(4, '0')}`, { name: `Hub ${n}` })
  const connection = createConnection(newUser(), 'demo')
  const device = await createDevice({ fetch: server.fetch, store: createDexieStore(connection) })
  await drainAll(device)
  const keysOf = (store: StoreName) =>
    connection.run([store], 'readonly', (tx) => resultOf(tx.objectStore(store).getAllKeys()))
  const snapshots = () => server.calls.filter(({ path }) => path.endsWith('snapshot')).length
  return { server, device, keysOf, snapshots }
}

describe('a drain over a record that cannot be read', () => {
  it('[DB23] [F5] in the outbox: all that waits leaves, that change too', async () => {
    const { server, device, keysOf } = await given(0)
    for (const id of ['b1', 'b2', 'b3']) await device.create(id, { name: id })
    damaged('outbox', present((await keysOf('outbox'))[0]))
    await drainAll(device)
    expect(['b1', 'b2', 'b3'].map((id) => server.row(id)?.judged.data)).toEqual([
      { name: 'b1' },
      { name: 'b2' },
      { name: 'b3' },
    ])
    expect(await device.entries()).toEqual([])
    expect(Object.fromEntries(server.applied)).toEqual({ 'buildings/b1': 1, 'buildings/b2': 1, 'buildings/b3': 1 })
  })

  it('[DB23] [F5] that was sent and not answered: what the server has of it is not sent again', async () => {
    const { server, device, keysOf } = await given(1)
    await device.update('b0000', { name: 'Mine' })
    server.after = ({ path }, answer) => (path.endsWith('push') ? new Response('gone', { status: 502 }) : answer)
    await device.engine.drain('asked')
    expect(await device.entries()).toMatchObject([{ kind: 'sealed' }])
    server.after = undefined
    damaged('outbox', present((await keysOf('outbox'))[0]))
    await drainAll(device)
    expect(server.row('b0000')?.judged).toMatchObject({ version: 2, data: { name: 'Mine' } })
    expect(await device.entries()).toEqual([])
    expect((await device.see('b0000'))?.data).toEqual({ name: 'Mine' })
  })

  it('[DB23] [F5] that follows one which is on its way: both arrive', async () => {
    const { server, device, keysOf } = await given(1)
    await device.update('b0000', { name: 'First' })
    server.before = ({ path }) => (path.endsWith('push') ? new Response('gone', { status: 502 }) : undefined)
    await device.engine.drain('asked')
    await device.update('b0000', { name: 'Second', floors: 2 })
    const [sealed, follower] = await keysOf('outbox')
    expect(await device.entries()).toMatchObject([{ kind: 'sealed', key: sealed }, { key: follower }])
    damaged('outbox', present(follower))
    server.before = undefined
    await drainAll(device)
    expect(server.row('b0000')?.judged).toMatchObject({ version: 3, data: { name: 'Second', floors: 2 } })
    expect(await device.entries()).toEqual([])
  })

  it.each(['log', 'archive', 'events'] as const)(
    '[DB23] [F5] in %s: it goes on, and what waits arrives',
    async (store) => {
      const { server, device, keysOf } = await given(1)
      await device.update('b0000', { name: 'First' })
      await drainAll(device)
      damaged(store, present((await keysOf(store))[0]))
      await device.update('b0000', { name: 'Second' })
      await drainAll(device)
      expect(server.row('b0000')?.judged.data).toEqual({ name: 'Second' })
    },
  )

  it.each([
    ['a row that came since', 'over'],
    ['a page of rows', 'pages'],
  ] as const)(
    '[DB23] [F5] [F28] in the mirror, %s: it is fetched again, and what waits on it arrives',
    async (_, store) => {
      const { server, device, keysOf, snapshots } = await given(300)
      server.write('update', 'b0007', { floors: 7 })
      await drainAll(device)
      expect(snapshots()).toBe(1)
      await device.update('b0008', { name: 'Mine too' })
      damaged(store, present((await keysOf(store))[0]))
      await device.update('b0007', { name: 'Mine' })
      await drainAll(device)
      expect(snapshots()).toBe(2)
      expect(server.row('b0007')?.judged.data).toEqual({ name: 'Mine', floors: 7 })
      for (const id of ['b0006', 'b0007', 'b0299']) {
        expect((await device.see(id))?.data).toEqual(server.row(id)?.judged.data)
      }
    },
  )

  it('[DB23] where nothing can be read the storage is ill: nothing is thrown away', async () => {
    const { device, keysOf } = await given(0)
    await device.create('b1', { name: 'b1' })
    for (const store of ['outbox', 'local', 'log', 'meta', 'events'] as const)
      for (const key of await keysOf(store)) damaged(store, key)
    expect((await device.engine.drain('asked')).end.kind).toBe('broken')
    mend()
    expect(await device.entries()).toMatchObject([{ id: 'b1' }])
  })

  it('[DB23] nor where outbox and overlay fail as a whole while all else can be read', async () => {
    const { device, keysOf } = await given(3)
    await device.create('n1', { name: 'typed' })
    let isWell = false
    const failed = ill(['outbox', 'local'], (method) => {
      // Until something is thrown away: then it is well, so that nothing would be told of.
      isWell ||= method === 'delete'
      return !isWell
    })
    await device.engine.drain('asked')
    expect(failed()).toBeGreaterThan(4)
    expect(isWell).toBe(false)
    mend()
    expect(await keysOf('outbox')).toHaveLength(1)
    expect(await device.entries()).toMatchObject([{ op: 'create', id: 'n1', patch: { name: 'typed' } }])
    expect((await device.see('n1'))?.data).toEqual({ name: 'typed' })
  })

  it('[DB23] nor where a second reading over another connection goes well: it was ill for a moment', async () => {
    const { server, device } = await given(3)
    for (const id of ['n1', 'n2']) await device.create(id, { name: id })
    const connections = new Set<IDBDatabase>()
    // Those of the store itself, and of the first reading; the second reading has its own.
    ill(['outbox', 'local'], (_, { transaction }) => connections.add(transaction.db).size <= 2)
    await drainAll(device)
    expect(connections.size).toBeGreaterThan(2)
    expect(['n1', 'n2'].map((id) => server.row(id)?.judged.data)).toEqual([{ name: 'n1' }, { name: 'n2' }])
    expect(await device.entries()).toEqual([])
    expect((await device.store.read((tx) => tx.events())).filter(({ kind }) => kind === 'damaged')).toEqual([])
  })

  it('[DB23] nor where the error tells nothing of a record', async () => {
    const { device } = await given(3)
    for (const id of ['n1', 'n2']) await device.create(id, { name: id })
    ill(['outbox'], () => true)
    undo.push(
      around(IDBObjectStore.prototype, ['get'], (target, call) => {
        if ((target as IDBObjectStore).name !== 'outbox') return call()
        throw new DOMException('gone', 'InvalidStateError')
      }),
    )
    await device.engine.drain('asked')
    mend()
    expect(await device.entries()).toMatchObject([{ id: 'n1' }, { id: 'n2' }])
  })
})
