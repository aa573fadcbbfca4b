import 'fake-indexeddb/auto'
import { afterEach, describe, expect, it } from 'vitest'
import { drainAll } from '../sync/testing/drains.ts'
import { rowOf } from '../sync/testing/samples.ts'
import { exportAll } from './export-all.ts'
import { scanSome } from './mirror/digest-scan.ts'
import { around, damage } from './testing/faulty-idb.ts'
import { filledDevice } from './testing/filled-device.ts'
import { newUser, openDevice, present } from './testing/open-device.ts'

// One record of the storage cannot be read: Chromium's "Failed to read large IndexedDB value".

const undo: (() => void)[] = []
const mend = (): void => {
  // Each stands around the one before.
  for (const back of undo.splice(0).reverse()) back()
}
afterEach(mend)

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

  it.each(['EncodingError', 'NotReadableError', 'UnknownError'])('[DB23] [F5] by an %s too', async (name) => {
    const { satchel } = await openDevice(newUser())
    for (const id of ['b1', 'b2']) await satchel.localCreate('buildings', id, { name: id })
    const [first] = await satchel.pendingChanges()
    undo.push(damage('outbox', first?.key ?? 0, name))
    await satchel.localCreate('buildings', 'b3', { name: 'b3' })
    expect((await satchel.pendingChanges()).map(({ id }) => id).sort()).toEqual(['b1', 'b2', 'b3'])
    expect((await satchel.events()).filter(({ kind }) => kind === 'damaged')).toHaveLength(1)
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

describe('a drain over a record that cannot be read', () => {
  it('[DB23] [F5] in the outbox: all that waits leaves, that change too', async () => {
    const { server, device, keysOf } = await filledDevice(0)
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
    const { server, device, keysOf } = await filledDevice(1)
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

  it.each([
    ['that follows one on its way', 1, { patch: {} }],
    ['that is on its way, before another', 0, { patch: { floors: 2 } }],
  ])('[DB23] [F5] %s, and the overlay: it stays as damaged', async (_, n, left) => {
    const { server, device, keysOf } = await filledDevice(1)
    await device.update('b0000', { name: 'First' })
    server.before = ({ path }) => (path.endsWith('push') ? new Response('gone', { status: 502 }) : undefined)
    await device.engine.drain('asked')
    await device.update('b0000', { floors: 2 })
    damaged('outbox', present((await keysOf('outbox'))[n]))
    damaged('local', ['buildings', 'b0000'])
    server.before = undefined
    await drainAll(device)
    server.write('update', 'b0000', { address: 'Quay 1' })
    await drainAll(device)
    expect(await device.entries()).toMatchObject([
      { kind: 'parked', id: 'b0000', ...left, reason: { kind: 'refused', code: 'DAMAGED' } },
    ])
    expect(server.row('b0000')?.judged.data).toMatchObject(n === 1 ? { name: 'First' } : { name: 'Hub 0' })
  })

  it('[DB23] [SY2] that is a question: it is the same one again, and nothing of the other person is overwritten', async () => {
    const { server, device, keysOf } = await filledDevice(1)
    await device.update('b0000', { name: 'Mine' })
    server.write('update', 'b0000', { name: 'Theirs' })
    await drainAll(device)
    expect(await device.entries()).toMatchObject([{ kind: 'parked', base: { values: { name: 'Hub 0' } } }])
    damaged('outbox', present((await keysOf('outbox'))[0]))
    await drainAll(device)
    expect(server.row('b0000')?.judged.data).toEqual({ name: 'Theirs' })
    expect(await device.entries()).toMatchObject([
      { kind: 'parked', patch: { name: 'Mine' }, base: { values: { name: 'Hub 0' } } },
    ])
  })

  it('[DB23] [SY2] that follows one on its way, while another person changed what it edits: it becomes a question', async () => {
    const { server, device, keysOf } = await filledDevice(1)
    await device.update('b0000', { name: 'First' })
    server.before = ({ path }) => (path.endsWith('push') ? new Response('gone', { status: 502 }) : undefined)
    await device.engine.drain('asked')
    await device.update('b0000', { floors: 2 })
    server.write('update', 'b0000', { floors: 9 })
    await device.store.transact((tx) => tx.putRows([rowOf('b0000', 2, { name: 'Hub 0', floors: 9 })]))
    damaged('outbox', present((await keysOf('outbox'))[1]))
    server.before = undefined
    await drainAll(device)
    expect(server.row('b0000')?.judged.data).toEqual({ name: 'First', floors: 9 })
    expect(await device.entries()).toMatchObject([
      { kind: 'parked', patch: { floors: 2 }, reason: { kind: 'conflict', fields: ['floors'] } },
    ])
  })

  it('[DB23] [DB26] [F5] that follows one which is on its way: both arrive', async () => {
    const { server, device, keysOf } = await filledDevice(1)
    await device.update('b0000', { name: 'First' })
    server.before = ({ path }) => (path.endsWith('push') ? new Response('gone', { status: 502 }) : undefined)
    await device.engine.drain('asked')
    await device.update('b0000', { name: 'Second', floors: 2 })
    const [sealed, follower] = await keysOf('outbox')
    expect(await device.entries()).toMatchObject([{ kind: 'sealed', key: sealed }, { key: follower }])
    damaged('outbox', present(follower))
    // It is as old as it was: by that `lww` decides.
    const { editedAt } = present((await device.entries())[1])
    expect(editedAt).toBe((await device.see('b0000'))?.updatedAt)
    server.before = undefined
    await drainAll(device)
    expect(server.row('b0000')?.judged).toMatchObject({ version: 3, data: { name: 'Second', floors: 2 } })
    expect(await device.entries()).toEqual([])
  })

  it.each(['log', 'archive', 'events'] as const)(
    '[DB23] [F5] in %s: it goes on, and what waits arrives',
    async (store) => {
      const { server, device, keysOf } = await filledDevice(1)
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
    ['how it stands', 'meta', 'mirror'],
  ] as const)(
    '[DB23] [F5] [F28] in the mirror, %s: it is fetched again, and what waits on it arrives',
    async (_, store, key = undefined) => {
      const { server, device, keysOf, snapshots } = await filledDevice(300)
      server.write('update', 'b0007', { floors: 7 })
      await drainAll(device)
      expect(snapshots()).toBe(1)
      await device.update('b0008', { name: 'Mine too' })
      damaged(store, key ?? present((await keysOf(store))[0]))
      await device.update('b0007', { name: 'Mine' })
      await drainAll(device)
      expect(snapshots()).toBe(2)
      expect(server.row('b0007')?.judged.data).toEqual({ name: 'Mine', floors: 7 })
      for (const id of ['b0006', 'b0007', 'b0299']) {
        expect((await device.see(id))?.data).toEqual(server.row(id)?.judged.data)
      }
    },
  )

  it.each([true, false])(
    '[DB26] [F43] in the mirror, and the server was restored meanwhile (announced: %s): what that lost comes back all the same',
    async (isAnnounced) => {
      const { server, device } = await filledDevice(3)
      const restore = server.backup()
      await device.update('b0001', { name: 'Mine' })
      await drainAll(device)
      const { epoch } = server
      restore()
      if (!isAnnounced) server.epoch = epoch
      damaged('over', ['buildings', 'b0001'])
      await drainAll(device)
      expect(server.row('b0001')?.judged.data).toMatchObject({ name: 'Mine' })
      expect(await device.entries()).toEqual([])
    },
  )

  it('[DB23] [F5] how the mirror stands: its rows are seen until they are there anew', async () => {
    const { device } = await filledDevice(3)
    damaged('meta', 'mirror')
    await device.create('c1', { name: 'c1' })
    expect((await device.see('b0001'))?.data).toEqual({ name: 'Hub 1' })
    expect((await device.see('c1'))?.data).toEqual({ name: 'c1' })
  })

  it('[DB23] [F5] how far the mirror is hashed: that begins anew', async () => {
    const { connection, device, keysOf, snapshots } = await filledDevice(3)
    while (await scanSome(connection));
    expect(await keysOf('meta')).toContain('digest')
    damaged('meta', 'digest')
    await device.create('b1', { name: 'b1' })
    await drainAll(device)
    expect(await device.entries()).toEqual([])
    expect(snapshots()).toBe(1)
    while (await scanSome(connection));
    expect(await device.store.read((tx) => tx.digests())).toMatchObject({ buildings: { count: 4 } })
  })

  it('[DB23] what another tab has written since it was found is not thrown away', async () => {
    const { device, keysOf } = await filledDevice(0)
    for (const id of ['b1', 'b2']) await device.create(id, { name: id })
    const [entry] = await device.entries()
    damaged('outbox', present((await keysOf('outbox'))[0]))
    undo.push(
      around(IDBDatabase.prototype, ['transaction'], (target, call, _, [names, mode]) => {
        // The healing's own; the other tab's comes just before.
        if (mode === 'readwrite' && Array.isArray(names) && names.includes('snap') && names.includes('outbox')) {
          const tx = (target as IDBDatabase).transaction(['outbox', 'log'], 'readwrite')
          tx.objectStore('outbox').put({ ...entry, patch: { name: 'newer' } })
          tx.objectStore('log').add({ rows: { buildings: ['b1'] }, entries: [entry?.key] })
        }
        return call()
      }),
    )
    expect(await device.entries()).toMatchObject([{ id: 'b1', patch: { name: 'newer' } }, { id: 'b2' }])
    expect((await device.store.read((tx) => tx.events())).filter(({ kind }) => kind === 'damaged')).toEqual([])
  })
})
