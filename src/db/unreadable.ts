import type { StoreName } from './schema.ts'
import { resultOf } from './transaction.ts'

/** A record that is there and cannot be read. */
export interface Unreadable {
  readonly store: StoreName
  readonly key: IDBValidKey
  /** Whose it is, where a key or an index tells. */
  readonly model?: string
  readonly id?: string
}

/** @returns none also where the device's own state, or most of what there is, cannot be read: the storage is ill then, and no record */
export async function findUnreadable(idb: IDBDatabase, names: readonly StoreName[]): Promise<Unreadable[]> {
  const found: Unreadable[] = []
  let readable = 0
  for (const name of names) {
    const lost = await lostIn(idb, name)
    readable += lost.readable
    found.push(...lost.unreadable)
  }
  const isIll = found.length > readable || found.some(({ store }) => store === 'meta')
  return isIll ? [] : found
}

async function lostIn(idb: IDBDatabase, store: StoreName): Promise<{ readable: number; unreadable: Unreadable[] }> {
  const keys = await resultOf(storeOf(idb, store).getAllKeys())
  const read = await Promise.allSettled(keys.map(async (key) => resultOf<unknown>(storeOf(idb, store).get(key))))
  const lost = keys.filter((_, n) => read[n]?.status === 'rejected')
  const unreadable = await Promise.all(lost.map(async (key) => ({ store, key, ...(await recordOf(idb, store, key)) })))
  return { readable: keys.length - lost.length, unreadable }
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
