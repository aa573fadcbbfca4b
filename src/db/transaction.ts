import type { StoreName } from './schema.ts'

export type Durability = 'strict' | 'relaxed'

/**
 * One transaction, strict if it writes and nothing else is said. `work` awaits nothing but requests of this transaction.
 * @returns what `work` returned, once the transaction is complete
 * @throws what `work` throws, or the storage's own error; then nothing was stored
 */
export function inTransaction<T>(
  idb: IDBDatabase,
  names: readonly StoreName[],
  mode: 'readonly' | 'readwrite',
  work: (tx: IDBTransaction) => Promise<T>,
  durability: Durability = 'strict',
): Promise<T> {
  const tx = idb.transaction(names, mode, mode === 'readwrite' ? { durability } : {})
  const ended = completion(tx)
  const worked = work(tx).then(
    (result) => result,
    (error: unknown) => {
      abort(tx)
      // The storage's own error says more than the request that failed because of it.
      return ended.then(
        () => Promise.reject(error),
        (cause: unknown) => Promise.reject(tx.error === null ? error : cause),
      )
    },
  )
  return worked.then((result) => {
    if (mode === 'readwrite') commit(tx)
    return ended.then(() => result)
  })
}

/** Nothing more is coming: the storage need not wait until this page has heard of every request. */
function commit(tx: IDBTransaction): void {
  try {
    tx.commit()
  } catch {
    // It has ended by itself.
  }
}

/** Resolves when the transaction is complete. @throws the error that it was aborted with */
export function completion(tx: IDBTransaction): Promise<void> {
  const ended = new Promise<void>((resolve, reject) => {
    tx.oncomplete = () => resolve()
    tx.onabort = () => reject(tx.error ?? new DOMException('the transaction was aborted', 'AbortError'))
  })
  // Whoever asked for the work hears of the error; this promise alone may stay unheard.
  ended.catch(() => undefined)
  return ended
}

/** A request's result. Await it only where the result is needed: a failed write ends the transaction by itself. */
export function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  const result = new Promise<T>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new DOMException('the request failed', 'UnknownError'))
  })
  // Of several requests at once one may fail before the others are awaited; the transaction tells.
  result.catch(() => undefined)
  return result
}

/**
 * As `resultOf`, for one of several requests that are awaited together: if the transaction has ended already, the request throws here,
 * as a rejection that its caller hears, and not in the middle of making the others.
 */
export async function asked<T>(
  tx: IDBTransaction,
  store: StoreName,
  ask: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  return resultOf(ask(tx.objectStore(store)))
}

/**
 * The result of a transaction's last request. The transaction is committed at once, so that the next one need not wait until this
 * thread, which may be busy, has heard the answer.
 */
export function lastResultOf<T>(tx: IDBTransaction, request: IDBRequest<T>): Promise<T> {
  commit(tx)
  return resultOf(request)
}

/**
 * The values of many keys, in their order. Where the store holds hardly more than that, one request for all of it is several
 * times faster than one for each.
 * @param nameOf a value's name, and a key's
 */
export async function getMany<K, V extends K>(
  store: IDBObjectStore,
  keys: readonly K[],
  nameOf: (key: K) => string,
  toKey: (key: K) => IDBValidKey,
): Promise<(V | undefined)[]> {
  const isMany = keys.length > FEW && (await resultOf(store.count())) <= 4 * keys.length
  if (!isMany) return Promise.all(keys.map((key) => resultOf<V | undefined>(store.get(toKey(key)))))
  const byName = new Map((await resultOf<V[]>(store.getAll())).map((value) => [nameOf(value), value]))
  return keys.map((key) => byName.get(nameOf(key)))
}

const FEW = 16

/**
 * Deletes many keys. Of those that lie side by side in the store each run is one request: several times faster than one for
 * each. A key that the store does not hold is left out.
 * @param stored every key of the store in its order, if the caller knows them
 */
export async function deleteMany(
  store: IDBObjectStore,
  keys: readonly IDBValidKey[],
  stored?: Iterable<IDBValidKey>,
): Promise<void> {
  if (keys.length <= FEW) {
    for (const key of keys) store.delete(key)
    return
  }
  const wanted = new Set(keys.map(keyName))
  let run: IDBValidKey[] = []
  const deleteRun = (): void => {
    const [from] = run
    if (from !== undefined) store.delete(IDBKeyRange.bound(from, run.at(-1)))
    run = []
  }
  for (const key of stored ?? (await resultOf(store.getAllKeys()))) {
    if (wanted.has(keyName(key))) run.push(key)
    else deleteRun()
  }
  deleteRun()
}

/** The stores' keys are numbers and lists of texts. */
function keyName(key: IDBValidKey): string {
  return Array.isArray(key) ? key.join('\0') : String(key)
}

/** Aborts unless the transaction has ended already. */
export function abort(tx: IDBTransaction): void {
  try {
    tx.abort()
  } catch {
    // It has ended, with an error of its own or before the work did.
  }
}

/** Every [model, id] of one model, or every key that begins with `prefix`. */
export function rangeUnder(...prefix: readonly (string | number)[]): IDBKeyRange {
  // An array sorts above every number and string.
  return IDBKeyRange.bound([...prefix], [...prefix, []])
}
