import { createConnection } from '../../src/db/connection.ts'

/** The same records under the name of another profile. */
export async function copyDatabase(from: string, user: string, scope: string): Promise<void> {
  const source = await opened(indexedDB.open(from))
  const stores = [...source.objectStoreNames]
  const reading = source.transaction(stores, 'readonly')
  const contents = stores.map((name) => {
    const store = reading.objectStore(name)
    return { name, keys: opened(store.getAllKeys()), values: opened(store.getAll()) }
  })
  const read = await Promise.all(
    contents.map(async ({ name, keys, values }) => ({ name, keys: await keys, values: await values })),
  )
  source.close()
  const twin = createConnection(user, scope)
  await twin.open()
  twin.close()
  const target = await opened(indexedDB.open(twin.name))
  const writing = target.transaction(stores, 'readwrite')
  for (const { name, keys, values } of read) {
    const store = writing.objectStore(name)
    values.forEach((value, n) => void (store.keyPath === null ? store.put(value, keys[n]) : store.put(value)))
  }
  await new Promise((resolve, reject) => {
    writing.oncomplete = resolve
    writing.onerror = reject
  })
  target.close()
}

/** What is in one store of a database, by key. */
export async function keysIn(database: string, store: string): Promise<IDBValidKey[]> {
  const idb = await opened(indexedDB.open(database))
  const keys = await opened(idb.transaction(store, 'readonly').objectStore(store).getAllKeys())
  idb.close()
  return keys
}

function opened<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('no storage'))
  })
}

interface Crash {
  requestsLeft: number
  readonly crash: () => void
}

const crashes = new Map<string, Crash>()

/** The browser dies at the n-th of the next requests that write in this database: its transaction never was (F16). */
export function crashAtRequest(database: string, requests: number, crash: () => void): void {
  crashes.set(database, { requestsLeft: requests, crash })
}

type Method = 'put' | 'add' | 'delete' | 'get' | 'getAll' | 'openCursor'

const prototype = globalThis.IDBObjectStore.prototype
for (const method of ['put', 'add', 'delete', 'get', 'getAll', 'openCursor'] satisfies Method[]) {
  const original = prototype[method] as (this: IDBObjectStore, ...args: unknown[]) => IDBRequest
  Reflect.set(prototype, method, function (this: IDBObjectStore, ...args: unknown[]) {
    const request = original.apply(this, args)
    const { db, mode } = this.transaction
    const due = mode === 'readwrite' ? crashes.get(db.name) : undefined
    if (due && due.requestsLeft-- <= 0) {
      crashes.delete(db.name)
      this.transaction.abort()
      due.crash()
    }
    return request
  })
}
