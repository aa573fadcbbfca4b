import 'fake-indexeddb/auto'
import { Dexie } from 'dexie'
import { describe, expect, it } from 'vitest'
import { newDeviceMeta } from '../sync/device/device-meta.ts'
import type { Stored } from '../sync/ports.ts'
import { savedOf } from '../sync/testing/samples.ts'
import { storeContract } from '../sync/device/store.contract.ts'
import { createConnection } from './connection.ts'
import { createDexieStore } from './dexie-store.ts'
import { scanSome } from './mirror/digest-scan.ts'

let places = 0

describe('the Dexie store', () => {
  it('[EN11] says whether records or the device’s own state or only its log were stored, and nothing where nothing was', async () => {
    const store = createDexieStore(createConnection(`user-${++places}`, 'demo'))
    await store.open(newDeviceMeta('d1'))
    const heard: Stored[] = []
    store.onChange((stored) => heard.push(stored))
    const entry = savedOf('b1')
    const key = await store.save(entry, null)
    await store.transact(async (tx) => void (await tx.entries()))
    await store.transact(async (tx) => tx.putMeta({ ...(await tx.meta()), wanted: 1 }))
    await store.transact(async (tx) => tx.deleteEntries([key]))
    await store.note(async (tx) => tx.putWanted({ ...(await tx.meta()), wanted: 1 }))
    await store.transact((tx) => tx.addEvents([{ at: '2026-11-20T10:00:00.000Z', kind: 'woken', detail: {} }]))
    await store.transact(async (tx) => {
      await tx.putMeta({ ...(await tx.meta()), wanted: 2 })
      await tx.addEntries([entry])
    })
    await Promise.resolve()
    expect(heard).toEqual(['records', 'meta', 'records', 'log', 'log', 'all'])
    store.close()
  })
})

storeContract('the Dexie store', async () => {
  const user = `user-${++places}`
  return {
    connect: () => createDexieStore(createConnection(user, 'demo')),
    takeDigests: async () => {
      const connection = createConnection(user, 'demo')
      await connection.open()
      while (await scanSome(connection));
      connection.close()
    },
    remove: () => Dexie.delete(createConnection(user, 'demo').name),
  }
})
