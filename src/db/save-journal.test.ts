import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import { newDeviceMeta } from '../sync/device/device-meta.ts'
import { archivedOf, savedOf, visibleOf } from '../sync/testing/samples.ts'
import { createConnection } from './connection.ts'
import { createDexieStore } from './dexie-store.ts'
import { createSaveJournal, type Save } from './save-journal.ts'
import { failAt } from './testing/faulty-idb.ts'
import { newUser } from './testing/open-device.ts'

/** A browser's storage for one origin. @param isFull it takes nothing more */
function storageOf(isFull = false): Storage {
  const items = new Map<string, string>()
  return {
    get length() {
      return items.size
    },
    key: (n) => [...items.keys()][n] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => {
      if (isFull) throw new DOMException('full', 'QuotaExceededError')
      items.set(key, value)
    },
    removeItem: (key) => void items.delete(key),
    clear: () => items.clear(),
  }
}

/** A page of one person's device; pages with the same user and storage are of the same browser. */
async function openPage(user: string, storage: Storage) {
  const connection = createConnection(user, 'demo')
  const journal = createSaveJournal(connection.name, storage)
  const store = createDexieStore(connection, journal)
  await store.open(newDeviceMeta('device'))
  const entries = () => store.read((tx) => tx.entries())
  return { store, journal, entries, close: () => store.close() }
}

const mill: Save = { entry: savedOf('mill'), visible: visibleOf('mill', 0) }

describe('saves that a page began before it went away', () => {
  it('[F67] are put at the next start if the browser dropped them', async () => {
    const [user, storage] = [newUser(), storageOf()]
    const first = await openPage(user, storage)
    // The transaction that belongs to it never ran.
    first.journal.begin(mill)
    first.close()

    const second = await openPage(user, storage)
    expect(await second.entries()).toMatchObject([{ ...mill.entry }])
    expect(second.journal.unfinished()).toEqual([])
  })

  it('[F67] are not put twice if they were stored', async () => {
    const [user, storage] = [newUser(), storageOf()]
    const first = await openPage(user, storage)
    await first.store.save(mill.entry, mill.visible)
    expect(storage.length).toBe(0)
    // The page went away before it heard of its end.
    first.journal.begin(mill)
    first.close()

    const second = await openPage(user, storage)
    expect(await second.entries()).toHaveLength(1)
    expect(storage.length).toBe(0)
  })

  it('[F67] are not put again if the server has them already', async () => {
    const [user, storage] = [newUser(), storageOf()]
    const first = await openPage(user, storage)
    await first.store.transact((tx) => tx.addArchive([archivedOf(1)]))
    first.journal.begin({ entry: savedOf('b1'), visible: visibleOf('b1', 0) })
    first.close()

    const second = await openPage(user, storage)
    expect(await second.entries()).toEqual([])
    expect(storage.length).toBe(0)
  })

  it('[F67] are not put again if the record was created and deleted meanwhile', async () => {
    const [user, storage] = [newUser(), storageOf()]
    const first = await openPage(user, storage)
    const key = await first.store.save(mill.entry, mill.visible)
    await first.store.transact((tx) => tx.deleteEntries([key]))
    first.journal.begin(mill)
    first.close()

    const second = await openPage(user, storage)
    expect(await second.entries()).toEqual([])
    expect(storage.length).toBe(0)
  })

  it('[F67] do not keep the app from opening where what was written down is damaged', async () => {
    const [user, storage] = [newUser(), storageOf()]
    const first = await openPage(user, storage)
    first.journal.begin(mill)
    first.close()
    storage.setItem(storage.key(0) ?? '', '{"entry":')

    const second = await openPage(user, storage)
    expect(await second.entries()).toEqual([])
  })

  it('[F67] of another person or workspace are left alone', async () => {
    const storage = storageOf()
    createSaveJournal('satchel:somebody:else', storage).begin(mill)
    const page = await openPage(newUser(), storage)
    expect(await page.entries()).toEqual([])
    expect(storage.length).toBe(1)
  })

  it('[F67] go their ordinary way where nothing can be written down', async () => {
    const page = await openPage(newUser(), storageOf(true))
    await page.store.save(mill.entry, mill.visible)
    expect(await page.entries()).toHaveLength(1)
    expect(createSaveJournal('none', undefined).unfinished()).toEqual([])
  })

  it('[F67] [F25] stay written down where the disk is full, and the app opens all the same', async () => {
    const [user, storage] = [newUser(), storageOf()]
    const first = await openPage(user, storage)
    first.journal.begin(mill)
    first.close()

    const faulty = failAt(1, 'quota')
    const second = await openPage(user, storage)
    faulty.restart()
    expect(await second.entries()).toEqual([])
    second.close()
    const third = await openPage(user, storage)
    expect(await third.entries()).toMatchObject([{ ...mill.entry }])
  })
})
