import { isWorthKeeping, type PendingExport } from '../sync/device/export-file.ts'
import { createSaveJournal, journaledDatabases } from './save-journal.ts'
import { databaseName, ownerOf } from './schema.ts'
import { resultOf } from './transaction.ts'

const STORES = ['outbox', 'local', 'drafts'] as const
type Read = { [store in (typeof STORES)[number]]: unknown[] }
type StoreRead = { readonly values: unknown[]; readonly failed: number }

/**
 * Reads what waits, record by record where the storage is damaged, and without the rest of the app: it must work when nothing
 * else does. What cannot be opened at all counts as one unreadable thing, where something of it is left elsewhere.
 * @throws the browser's error if there is no such database or it cannot be opened at all, and nothing else is left
 */
export async function exportAll(userId: string, scope: string): Promise<PendingExport> {
  const name = databaseName(userId, scope)
  const journal = createSaveJournal(name)
    .unfinished()
    .map(({ entry, visible }) => ({ entry, visible }))
  const read: Read = { outbox: [], local: [], drafts: [] }
  const unreadable: { [store: string]: number } = {}
  try {
    const idb = await openAsItIs(name)
    for (const store of STORES) {
      // oxlint-disable-next-line no-await-in-loop -- gently: one store after another
      const first = await readStore(idb, store)
      // oxlint-disable-next-line no-await-in-loop -- gently: one store after another
      const { values, failed } = first.failed > 0 ? await readAgain(name, store, first) : first
      read[store] = values
      if (failed > 0) unreadable[store] = failed
    }
    idb.close()
  } catch (error) {
    if (journal.length === 0) throw error
    unreadable['database'] = 1
  }
  return { userId, scope, ...read, journal, unreadable }
}

/** What waits of everybody who has data in this browser; what cannot be read is left out. Never throws. */
export async function exportEverything(): Promise<PendingExport[]> {
  const names = new Set([...(await databaseNames()), ...journaledDatabases()])
  const read = await Promise.allSettled(
    [...names].flatMap((name) => {
      const owner = ownerOf(name)
      return owner ? [exportAll(owner.userId, owner.scope)] : []
    }),
  )
  return read.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])).filter(isWorthKeeping)
}

async function databaseNames(): Promise<string[]> {
  try {
    return (await indexedDB.databases()).flatMap(({ name }) => name ?? [])
  } catch {
    return []
  }
}

/** F27: the browser may have lost the storage under the first reading; a new connection works. What is damaged stays so. */
async function readAgain(name: string, store: string, first: StoreRead): Promise<StoreRead> {
  try {
    const idb = await openAsItIs(name)
    const again = await readStore(idb, store)
    idb.close()
    return again.values.length > first.values.length || again.failed === 0 ? again : first
  } catch {
    return first
  }
}

async function readStore(idb: IDBDatabase, name: string): Promise<StoreRead> {
  try {
    return { values: await resultOf<unknown[]>(storeOf(idb, name).getAll()), failed: 0 }
  } catch {
    return readEach(idb, name)
  }
}

/** One damaged record must not hide the others. */
async function readEach(idb: IDBDatabase, name: string): Promise<StoreRead> {
  try {
    const keys = await resultOf(storeOf(idb, name).getAllKeys())
    const read = await Promise.allSettled(keys.map(async (key) => resultOf<unknown>(storeOf(idb, name).get(key))))
    const values = read.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    return { values, failed: keys.length - values.length }
  } catch {
    return { values: [], failed: 1 }
  }
}

/** A transaction of its own each time: a failed request ends the one that it is in. */
function storeOf(idb: IDBDatabase, name: string): IDBObjectStore {
  return idb.transaction(name, 'readonly').objectStore(name)
}

/** Whatever version it has; nothing is created. */
async function openAsItIs(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name)
  request.onupgradeneeded = () => request.transaction?.abort()
  return resultOf(request)
}
