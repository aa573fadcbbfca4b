import 'fake-indexeddb/auto'
import { afterEach, describe, expect, it } from 'vitest'
import { drainAll } from '../sync/testing/drains.ts'
import { around, damage } from './testing/faulty-idb.ts'
import { filledDevice } from './testing/filled-device.ts'

// It is the storage that fails, and no record of it is lost.

const undo: (() => void)[] = []
const mend = (): void => {
  for (const back of undo.splice(0).reverse()) back()
}
afterEach(mend)

const damaged = (store: string, key: IDBValidKey): void => void undo.push(damage(store, key))

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

describe('a storage that is ill', () => {
  it('[DB23] a key that is none is a mistake of the app, and told as one', async () => {
    const { connection } = await filledDevice(1)
    const before = connection.current()
    const asked = connection.run(['outbox'], 'readonly', async (tx) => tx.objectStore('outbox').get(Number.NaN))
    await expect(asked).rejects.toMatchObject({ name: 'DataError' })
    expect(connection.current()).toBe(before)
  })

  it('[DB23] that can be read nowhere: nothing is thrown away', async () => {
    const { device, keysOf } = await filledDevice(0)
    await device.create('b1', { name: 'b1' })
    for (const store of ['outbox', 'local', 'log', 'meta', 'events'] as const)
      for (const key of await keysOf(store)) damaged(store, key)
    expect((await device.engine.drain('asked')).end.kind).toBe('broken')
    mend()
    expect(await device.entries()).toMatchObject([{ id: 'b1' }])
  })

  it('[DB23] nor where outbox and overlay fail as a whole while all else can be read', async () => {
    const { device, keysOf } = await filledDevice(3)
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
    const { server, device } = await filledDevice(3)
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
    const { device } = await filledDevice(3)
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
