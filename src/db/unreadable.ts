/* oxlint-disable no-await-in-loop -- a storage that may be ill is asked one thing after another */
import { platformTimers } from '../sync/environment.ts'
import { pause } from '../sync/pause.ts'
import { isUnreadable } from './errors.ts'
import type { StoreName } from './schema.ts'
import { abort, resultOf } from './transaction.ts'

/** A record that is there and cannot be read. */
export interface Unreadable {
  readonly store: StoreName
  readonly key: IDBValidKey
  /** Whose it is, where a key or an index tells. */
  readonly model?: string
  readonly id?: string
}

/** What is lost, as the storage was when the log ended with `logged`. */
export interface Findings {
  readonly lost: readonly Unreadable[]
  readonly logged: number
}

/** A storage that was ill for a moment may be well after it. */
const PAUSE_MS = 250

/**
 * Only what could not be read twice, the second time alone and over a new connection, is lost.
 * @returns undefined if everything can be read; 'ill' where the device's own state, or most of what there is, or a store as a whole cannot be read: it is the
 * storage then, and no record
 * @throws an error that tells nothing of a record
 */
export async function findUnreadable(
  idb: IDBDatabase,
  names: readonly StoreName[],
): Promise<Findings | 'ill' | undefined> {
  const suspects = new Map<StoreName, IDBValidKey[]>()
  for (const name of names) {
    const keys = await unreadableOf(idb, name)
    if (keys.length > 0) suspects.set(name, keys)
  }
  if (suspects.size === 0) return undefined
  await pause(platformTimers, PAUSE_MS)
  const second = await connectAgain(idb.name)
  try {
    return await judge(second, names, suspects)
  } finally {
    second.close()
  }
}

async function judge(
  idb: IDBDatabase,
  names: readonly StoreName[],
  suspects: ReadonlyMap<StoreName, readonly IDBValidKey[]>,
): Promise<Findings | 'ill' | undefined> {
  const logged = await lastLogged(idb.transaction('log', 'readonly'))
  const found: Unreadable[] = []
  let total = 0
  for (const store of names) {
    const count = await resultOf(storeOf(idb, store).count())
    total += count
    const lost: IDBValidKey[] = []
    for (const key of suspects.get(store) ?? []) if (!(await isReadable(idb, store, key))) lost.push(key)
    if (lost.length > 0 && (await isStoreIll(idb, store, lost.length, count))) return 'ill'
    for (const key of lost) found.push({ store, key, ...(await recordOf(idb, store, key)) })
  }
  const isIll =
    found.length > total - found.length || found.some(({ store, key }) => store === 'meta' && key === 'device')
  if (isIll) return 'ill'
  return found.length === 0 ? undefined : { lost: found, logged }
}

/** Whoever writes a record anew logs it (M3): what was found holds as long as this stays. */
export async function lastLogged(tx: IDBTransaction): Promise<number> {
  const cursor = await resultOf(tx.objectStore('log').openKeyCursor(null, 'prev'))
  return (cursor?.key as number | undefined) ?? 0 // `++n`
}

/** What was entered lies in these: they are judged by themselves too. */
const ENTERED: readonly StoreName[] = ['outbox', 'local']

/** The only record of a store tells nothing of the others: there a new one is tried. */
async function isStoreIll(idb: IDBDatabase, store: StoreName, lost: number, count: number): Promise<boolean> {
  if (!ENTERED.includes(store)) return false
  return (lost > 1 && lost === count) || !(await canHold(idb, store))
}

/** Can a record that is put into the store be read there? It does not stay. */
async function canHold(idb: IDBDatabase, name: StoreName): Promise<boolean> {
  const tx = idb.transaction(name, 'readwrite')
  try {
    const store = tx.objectStore(name)
    const key = await resultOf(store.add({ model: '', id: '' }))
    await resultOf(store.get(key))
    return true
  } catch (error) {
    return whereUnreadable(error, false)
  } finally {
    abort(tx)
  }
}

async function unreadableOf(idb: IDBDatabase, store: StoreName): Promise<IDBValidKey[]> {
  const keys = await resultOf(storeOf(idb, store).getAllKeys())
  const readable = await Promise.all(keys.map(async (key) => isReadable(idb, store, key)))
  return keys.filter((_, n) => readable[n] === false)
}

async function isReadable(idb: IDBDatabase, store: StoreName, key: IDBValidKey): Promise<boolean> {
  try {
    await resultOf<unknown>(storeOf(idb, store).get(key))
    return true
  } catch (error) {
    return whereUnreadable(error, false)
  }
}

/** @throws any other error: it says nothing of what was read */
function whereUnreadable<T>(error: unknown, result: T): T {
  if (isUnreadable(error)) return result
  throw error
}

/** @throws where the database is not there any more */
function connectAgain(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name)
    request.onupgradeneeded = () => request.transaction?.abort()
    request.onerror = () => reject(request.error ?? new DOMException('the storage does not open', 'UnknownError'))
    request.onsuccess = () => {
      const idb = request.result
      idb.onversionchange = () => idb.close()
      resolve(idb)
    }
  })
}

/** Keys and indexes lie apart from the values. */
async function recordOf(idb: IDBDatabase, store: StoreName, key: IDBValidKey) {
  if (store === 'over' || store === 'local') return nameOf(key)
  if (store !== 'outbox') return {}
  const index = storeOf(idb, store).index('[model+id]')
  return new Promise<ReturnType<typeof nameOf>>((resolve, reject) => {
    const request = index.openKeyCursor()
    request.onerror = () => reject(request.error ?? new DOMException('the request failed', 'UnknownError'))
    request.onsuccess = () => {
      const cursor = request.result
      if (!cursor) resolve({})
      else if (cursor.primaryKey === key) resolve(nameOf(cursor.key))
      else cursor.continue()
    }
  })
}

function nameOf(key: IDBValidKey): { readonly model?: string; readonly id?: string } {
  if (!Array.isArray(key)) return {}
  const [model, id] = key
  return typeof model === 'string' && typeof id === 'string' ? { model, id } : {}
}

/** A transaction of its own each time: a failed request ends the one that it is in. */
function storeOf(idb: IDBDatabase, name: StoreName): IDBObjectStore {
  return idb.transaction(name, 'readonly').objectStore(name)
}
