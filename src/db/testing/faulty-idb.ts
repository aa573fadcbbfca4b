import 'fake-indexeddb/auto'

/** What the storage does at its n-th request. */
export type Fault =
  /** The process dies: the transaction is aborted, and nothing works until `restart`. */
  | 'crash'
  /** The disk is full: the transaction is aborted. */
  | 'quota'
  /** The browser loses the storage (iOS): the transaction is aborted, the connection works no more; a new one does. */
  | 'lost'

export interface FaultyStorage {
  /** Did the n-th request come? */
  happened(): boolean
  /** Everything works again. */
  restart(): void
}

const METHODS = [
  'put',
  'add',
  'delete',
  'get',
  'getKey',
  'getAll',
  'getAllKeys',
  'count',
  'openCursor',
  'openKeyCursor',
]
const WRITES = ['put', 'add']

/** Counts the requests of all connections and fails the n-th (from 1); for `quota` only puts count. */
export function failAt(n: number, fault: Fault): FaultyStorage {
  let count = 0
  const dead = new Set<unknown>()
  const undo = [
    ...[IDBObjectStore.prototype, IDBIndex.prototype].map((prototype) =>
      around(prototype, fault === 'quota' ? WRITES : METHODS, (target, call) => {
        const tx = transactionOf(target)
        if (++count === n) {
          tx.abort()
          if (fault !== 'quota') dead.add(fault === 'crash' ? 'everything' : tx.db)
          // As browsers do it: the request is accepted, the transaction ends with the storage's error.
          Object.defineProperty(tx, 'error', { value: new DOMException('at the n-th request', ERRORS[fault]) })
          throw new DOMException('at the n-th request', ERRORS[fault])
        }
        return call()
      }),
    ),
    around(IDBDatabase.prototype, ['transaction'], (target, call) => {
      if (dead.has('everything') || dead.has(target)) throw new DOMException('closing', 'InvalidStateError')
      return call()
    }),
  ]
  return {
    happened: () => count >= n,
    restart: () => {
      for (const back of undo.splice(0)) back()
    },
  }
}

/**
 * One record that the browser cannot read any more: every request that would bring its value fails, alone or among others, until
 * it is deleted or written anew.
 */
export function damage(store: string, key: IDBValidKey, name = 'DataError'): () => void {
  let isDamaged = true
  const isIt = (other: unknown): boolean => isDamaged && indexedDB.cmp(other, key) === 0
  const reads = ['get', 'getAll', 'openCursor']
  const undo = [IDBObjectStore.prototype, IDBIndex.prototype].map((prototype) =>
    around(prototype, [...reads, 'put', 'delete', 'clear'], (target, call, method, [first]) => {
      const of = target instanceof IDBIndex ? target.objectStore : (target as IDBObjectStore)
      if (of.name !== store) return call()
      if (method === 'put') isDamaged &&= !isIt(keyOf(of, first))
      if (method === 'delete' && !(first instanceof IDBKeyRange)) isDamaged &&= !isIt(first)
      if (method === 'clear') isDamaged = false
      const hits = target instanceof IDBIndex || method !== 'get' ? isDamaged && covers(first, key) : isIt(first)
      if (!reads.includes(method) || !hits) return call()
      const error = new DOMException('Failed to read large IndexedDB value', name)
      of.transaction.abort()
      Object.defineProperty(of.transaction, 'error', { value: error })
      throw error
    }),
  )
  return () => {
    for (const back of undo) back()
  }
}

function keyOf({ keyPath }: IDBObjectStore, value: unknown): IDBValidKey {
  const member = (name: string) => (value as Record<string, IDBValidKey>)[name] ?? '' // What the schema declares.
  return Array.isArray(keyPath) ? keyPath.map(member) : member(String(keyPath))
}

/** Of an index nobody knows: its keys are others. */
function covers(range: unknown, key: IDBValidKey): boolean {
  if (!(range instanceof IDBKeyRange)) return true
  try {
    return range.includes(key)
  } catch {
    return true
  }
}

/** Every request of all connections, by name, while `work` runs. */
export async function requestsDuring(work: () => Promise<unknown>): Promise<string[]> {
  const seen: string[] = []
  const undo = [IDBObjectStore.prototype, IDBIndex.prototype].map((prototype) =>
    around(prototype, METHODS, (target, call, method) => {
      seen.push(`${method} ${(target as IDBObjectStore | IDBIndex).name}`)
      return call()
    }),
  )
  await work()
  for (const back of undo) back()
  return seen
}

const ERRORS = { crash: 'AbortError', quota: 'QuotaExceededError', lost: 'UnknownError' } as const

/** Puts a function around methods of a prototype; returns how to take it away. */
export function around(
  prototype: object,
  methods: readonly string[],
  wrap: (target: object, call: () => unknown, method: string, args: unknown[]) => unknown,
): () => void {
  const own = prototype as Record<string, (...args: unknown[]) => unknown> // A prototype's methods, by name.
  const originals = methods.flatMap((method) => {
    const original = own[method]
    return original ? [[method, original] as const] : []
  })
  for (const [method, original] of originals) {
    own[method] = function (this: object, ...args: unknown[]) {
      return wrap(this, () => original.apply(this, args), method, args)
    }
  }
  return () => {
    for (const [method, original] of originals) own[method] = original
  }
}

function transactionOf(target: object): IDBTransaction {
  return target instanceof IDBIndex ? target.objectStore.transaction : (target as IDBObjectStore).transaction
}
