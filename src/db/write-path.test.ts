import 'fake-indexeddb/auto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { newDeviceMeta } from '../sync/device/device-meta.ts'
import { QuotaExceeded, StorageUnavailable } from '../sync/errors.ts'
import type { SyncStore } from '../sync/ports.ts'
import { rowOf, savedOf, visibleOf } from '../sync/testing/samples.ts'
import { createConnection } from './connection.ts'
import { createDexieStore } from './dexie-store.ts'
import { around, failAt, type FaultyStorage, requestsDuring } from './testing/faulty-idb.ts'
import { newUser, openDevice } from './testing/open-device.ts'
import { resultOf } from './transaction.ts'

const PUTS_OF_A_SAVE = [1, 2, 3]

let faulty: FaultyStorage | undefined
afterEach(() => faulty?.restart())

async function openStore(user = newUser()) {
  const connection = createConnection(user, 'demo')
  const store = createDexieStore(connection)
  await store.open(newDeviceMeta('device-1'))
  return { connection, store, user }
}

const save = (store: SyncStore, id: string, editedAt = `2026-11-20T10:00:00.${id.padStart(3, '0')}Z`) =>
  store.save({ ...savedOf(id), editedAt }, visibleOf(id, 0))

/** All that a save writes. */
const stored = (store: SyncStore) =>
  store.read(async (tx) => ({ entries: await tx.entries(), overlay: await tx.overlay() }))

describe('the write path', () => {
  it('[WR1] reads nothing: one put into each of local, log and outbox', async () => {
    const { store } = await openStore()
    const requests = await requestsDuring(() => save(store, '1'))
    expect(requests.toSorted()).toEqual(['add log', 'add outbox', 'put local'])
  })

  it('[WR2] [F67] everything is queued and committed before the call returns', async () => {
    const { store } = await openStore()
    const calls: string[] = []
    const undo = around(IDBTransaction.prototype, ['commit'], (_target, call) => {
      calls.push('commit')
      return call()
    })
    const saved = save(store, '1')
    expect(calls).toEqual(['commit'])
    undo()
    await saved
  })

  it('[WR2] what was saved is there although its tab closed in the same turn', async () => {
    const { store, user } = await openStore()
    void save(store, '1')
    store.close()
    const { store: next } = await openStore(user)
    expect((await stored(next)).entries).toHaveLength(1)
  })

  it('[F17] every transaction that writes is strict, in Dexie and beside it; but a wake-up, which a start makes up for', async () => {
    const durabilities: unknown[] = []
    const undo = around(IDBDatabase.prototype, ['transaction'], (_target, call, _method, args) => {
      if (args[1] === 'readwrite') durabilities.push((args[2] as IDBTransactionOptions | undefined)?.durability)
      return call()
    })
    const { store, connection } = await openStore()
    await save(store, '1')
    await store.transact(async (tx) => tx.putMeta(await tx.meta()))
    await connection.dexie.table('drafts').put({ model: 'm', id: 'i', draft: { values: {} } })
    await store.note(async (tx) => tx.putWanted(await tx.meta()))
    undo()
    expect(durabilities).toEqual(['strict', 'strict', 'strict', 'strict', 'relaxed'])
  })

  it.each(PUTS_OF_A_SAVE)('[F16] a process that dies at put %i of a save leaves all of it or nothing', async (n) => {
    const { store, user } = await openStore()
    await save(store, '1')
    const before = await stored(store)
    faulty = failAt(n, 'crash')
    await expect(save(store, '2')).rejects.toBeInstanceOf(StorageUnavailable)
    expect(faulty.happened()).toBe(true)
    faulty.restart()
    const { store: next } = await openStore(user)
    expect(await stored(next)).toEqual(before)
  })

  it.each(PUTS_OF_A_SAVE)('[F25] a full disk at put %i of a save fails loudly and stores nothing', async (n) => {
    const { store } = await openStore()
    const before = await stored(store)
    faulty = failAt(n, 'quota')
    await expect(save(store, '1')).rejects.toBeInstanceOf(QuotaExceeded)
    faulty.restart()
    expect(await stored(store)).toEqual(before)
    await save(store, '1')
    expect((await stored(store)).entries).toHaveLength(1)
  })

  it('[F25] a full disk at any put of a transaction fails it loudly, whole', async () => {
    const { store } = await openStore()
    const write = () =>
      store.transact(async (tx) => {
        await tx.putMeta({ ...(await tx.meta()), wanted: 1 })
        const [key = 0] = await tx.addEntries([savedOf('b1')])
        await tx.putEntries([{ ...savedOf('b1'), key, kind: 'open' }])
        await tx.putVisible([{ key: { model: 'buildings', id: 'b1' }, row: visibleOf('b1', 0) }])
        await tx.addEvents([{ at: '2026-11-20T10:00:00.000Z', kind: 'woken', detail: {} }])
      })
    let n = 1
    for (; ; n++) {
      faulty = failAt(n, 'quota')
      const failure = await write().then(
        () => undefined,
        (error: unknown) => error,
      )
      const happened = faulty.happened()
      faulty.restart()
      if (!happened) break
      expect(failure).toBeInstanceOf(QuotaExceeded)
      expect(await stored(store)).toEqual({ entries: [], overlay: [] })
    }
    expect(n).toBeGreaterThan(5)
    expect((await stored(store)).entries).toHaveLength(1)
  })

  it('[F25] on a full disk caches give way to what was entered; lists are made anew from the rows', async () => {
    const user = newUser()
    const { satchel, store, connection } = await openDevice(user)
    await store.transact((tx) => tx.putRows([rowOf('b1', 1, { name: 'Old' })]))
    const upkeep = async () =>
      connection.run(['snap'], 'readwrite', async (tx) => void tx.objectStore('snap').put('15 MB', 'buildings'))
    for (const write of [() => save(store, '1'), () => store.transact(async (tx) => tx.putMeta(await tx.meta()))]) {
      await upkeep()
      faulty = failAt(1, 'quota')
      await write()
      faulty.restart()
      expect(await connection.run(['snap'], 'readonly', (tx) => resultOf(tx.objectStore('snap').count()))).toBe(0)
    }
    expect((await stored(store)).entries).toHaveLength(1)
    satchel.close()
    const next = await openDevice(user)
    expect((await next.satchel.localList('buildings')).items.map(({ title }) => title).sort()).toEqual(['1', 'Old'])
  })

  it.each(PUTS_OF_A_SAVE)('[F27] storage lost at put %i of a save: opened again, saved once', async (n) => {
    const { store } = await openStore()
    faulty = failAt(n, 'lost')
    const key = await save(store, '1')
    expect(faulty.happened()).toBe(true)
    expect((await stored(store)).entries.map((entry) => entry.key)).toEqual([key])
  })

  it.each(PUTS_OF_A_SAVE)(
    '[F27] storage lost at put %i of a save: it is folded too, and can be confirmed',
    async (n) => {
      const { satchel, store } = await openDevice()
      await satchel.changeSettings({ sendMode: 'onConfirm' })
      faulty = failAt(n, 'lost')
      await satchel.localCreate('buildings', 'b1', { name: 'Mill' })
      expect(faulty.happened()).toBe(true)
      const [change] = await satchel.pendingChanges()
      expect(change?.state).toBe('unconfirmed')
      await satchel.confirm(change ? [change.key] : [])
      expect((await stored(store)).entries).toMatchObject([{ kind: 'open', confirmed: true }])
    },
  )

  it('[F27] storage lost after the save was complete: it is not saved a second time', async () => {
    const { store } = await openStore()
    const undo = around(IDBTransaction.prototype, ['commit'], (target, call) => {
      undo()
      const tx = target as IDBTransaction
      const { oncomplete } = tx
      // Complete, but its tab hears of a loss.
      queueMicrotask(() => {
        tx.oncomplete = () => tx.onabort?.(new Event('abort'))
      })
      expect(oncomplete).not.toBeNull()
      return call()
    })
    const key = await save(store, '1')
    expect((await stored(store)).entries.map((entry) => entry.key)).toEqual([key])
  })

  it('[F27] several that lose the storage at once open it once, and each is done once', async () => {
    for (let n = 1; n <= 10; n++) {
      const { store, connection } = await openStore()
      const opens: unknown[] = []
      const undo = around(IDBFactory.prototype, ['open'], (_target, call, _method, [name]) => {
        opens.push(name)
        return call()
      })
      faulty = failAt(n, 'lost')
      await Promise.all([
        save(store, '1'),
        store.transact(async (tx) => tx.putMeta({ ...(await tx.meta()), wanted: 1 })),
        store.read((tx) => tx.entries()),
        save(store, '2'),
        store.transact(async (tx) => void (await tx.addEntries([savedOf('3')]))),
      ])
      const happened = faulty.happened()
      faulty.restart()
      undo()
      expect({ n, happened, opens }).toEqual({ n, happened: true, opens: [connection.name] })
      const ids = (await stored(store)).entries.map(({ id }) => id)
      expect(ids.toSorted()).toEqual(['1', '2', '3'])
    }
  })

  it('[F27] a storage that is lost again and again loses no edit and doubles none', async () => {
    const { store } = await openStore()
    for (let i = 1; i <= 100; i++) {
      faulty = failAt(1 + (i % 5), 'lost')
      await save(store, String(i))
      await store.transact(async (tx) => {
        const meta = await tx.meta()
        await tx.putMeta({ ...meta, wanted: i })
      })
      faulty.restart()
    }
    const { entries } = await stored(store)
    expect(entries.map(({ id }) => id)).toEqual(Array.from({ length: 100 }, (_, i) => String(i + 1)))
    expect((await store.read((tx) => tx.meta())).wanted).toBe(100)
  })

  it('[F23] a storage that an older tab does not let go is opened when that tab is gone, and until then it is said', async () => {
    const user = newUser()
    const { name } = createConnection(user, 'demo')
    const old = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open(name, 1)
      opening.onsuccess = () => resolve(opening.result)
    })
    const blocked = new Promise<void>((resolve) => {
      const connection = createConnection(user, 'demo', resolve)
      void connection.open().then(() => opened.push(connection.current()?.version))
    })
    const opened: unknown[] = []
    await blocked
    expect(opened).toEqual([])
    old.close()
    await vi.waitFor(() => expect(opened).toEqual([10]))
  })

  it('[F23] after a newer version has taken over, nothing is written and the reason is named', async () => {
    const { store, connection } = await openStore()
    await new Promise<void>((resolve, reject) => {
      const upgrade = indexedDB.open(connection.name, 100)
      upgrade.onsuccess = () => {
        upgrade.result.close()
        resolve()
      }
      upgrade.onerror = () => reject(upgrade.error)
    })
    await expect(save(store, '1')).rejects.toBeInstanceOf(StorageUnavailable)
    await expect(store.transact((tx) => tx.meta())).rejects.toBeInstanceOf(StorageUnavailable)
  })

  it('[F24] a build that is older than the storage opens nothing, though Dexie would', async () => {
    const { store, connection } = await openStore()
    const name = connection.name
    store.close()
    await new Promise<void>((resolve, reject) => {
      const upgrade = indexedDB.open(name, 20)
      upgrade.onsuccess = () => resolve(upgrade.result.close())
      upgrade.onerror = () => reject(upgrade.error)
    })
    const again = createDexieStore(createConnection(connection.userId, 'demo'))
    await expect(again.open(newDeviceMeta('device-1'))).rejects.toThrow(
      'a newer version of the app has changed the storage',
    )
    await expect(again.transact((tx) => tx.meta())).rejects.toBeInstanceOf(StorageUnavailable)
  })

  it('[F29] a browser that gives no storage is named', async () => {
    const { store, connection } = await openStore()
    store.close()
    const undo = around(IDBFactory.prototype, ['open'], () => {
      throw new DOMException('private mode', 'SecurityError')
    })
    const again = createDexieStore(createConnection(connection.userId, 'demo'))
    await expect(again.open(newDeviceMeta('device-1'))).rejects.toBeInstanceOf(StorageUnavailable)
    undo()
  })
})
