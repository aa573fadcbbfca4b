/** One record of a database that the browser cannot read any more (F5), until it is deleted or written anew. */
export interface Damage {
  readonly store: string
  readonly key: IDBValidKey
  /** It is out of the way. */
  readonly healed: () => void
}

const damages = new Map<string, Damage>()

/** @param damage undefined: everything can be read again */
export function setDamage(database: string, damage: Damage | undefined): void {
  if (damage) damages.set(database, damage)
  else damages.delete(database)
}

const READS = ['get', 'getAll', 'openCursor'] as const
const WRITES = ['put', 'delete', 'clear'] as const

for (const method of READS) {
  wrap(globalThis.IDBObjectStore.prototype, method, (store, [key]) => failIfHit(store as IDBObjectStore, method, key))
  // Of an index nobody knows: its keys are others.
  wrap(globalThis.IDBIndex.prototype, method, (index) =>
    failIfHit((index as IDBIndex).objectStore, 'getAll', undefined),
  )
}
for (const method of WRITES) {
  wrap(globalThis.IDBObjectStore.prototype, method, (store, args) => heal(store as IDBObjectStore, method, args))
}

/** Every request that would bring its value fails, alone or among others, and ends its transaction. */
function failIfHit(store: IDBObjectStore, method: string, asked: unknown): void {
  const damage = damageOf(store)
  if (!damage) return
  const isHit =
    asked === undefined || asked === null || (method === 'get' ? isSame(asked, damage.key) : covers(asked, damage.key))
  if (!isHit) return
  const error = new DOMException('simulated: failed to read large IndexedDB value', 'DataError')
  store.transaction.abort()
  Object.defineProperty(store.transaction, 'error', { value: error })
  throw error
}

function heal(store: IDBObjectStore, method: (typeof WRITES)[number], [first, second]: readonly unknown[]): void {
  const damage = damageOf(store)
  if (!damage) return
  const key = method === 'put' ? (store.keyPath === null ? second : keyIn(store.keyPath, first)) : first
  if (method !== 'clear' && !(first instanceof IDBKeyRange ? first.includes(damage.key) : isSame(key, damage.key)))
    return
  const { transaction } = store
  const { name } = transaction.db
  setDamage(name, undefined)
  transaction.addEventListener('complete', damage.healed)
  transaction.addEventListener('abort', () => damages.has(name) || setDamage(name, damage))
}

function damageOf({ name, transaction }: IDBObjectStore): Damage | undefined {
  const damage = damages.get(transaction.db.name)
  return damage?.store === name ? damage : undefined
}

function keyIn(keyPath: string | string[], value: unknown): unknown {
  const member = (name: string): unknown => (value as { readonly [name: string]: unknown })[name] // What the schema declares.
  return Array.isArray(keyPath) ? keyPath.map(member) : member(keyPath)
}

function isSame(a: unknown, b: IDBValidKey): boolean {
  return a !== undefined && indexedDB.cmp(a, b) === 0
}

function covers(range: unknown, key: IDBValidKey): boolean {
  return range instanceof IDBKeyRange ? range.includes(key) : isSame(range, key)
}

function wrap(prototype: object, method: string, before: (target: object, args: readonly unknown[]) => void): void {
  const original = Reflect.get(prototype, method) as (this: object, ...args: unknown[]) => unknown
  Reflect.set(prototype, method, function (this: object, ...args: unknown[]) {
    before(this, args)
    return original.apply(this, args)
  })
}
