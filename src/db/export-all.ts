import { databaseName } from './schema.ts'
import { resultOf } from './transaction.ts'

/** Everything of one person's data in one scope that no server has, as plain JSON. */
export interface PendingExport {
  readonly userId: string
  readonly scope: string
  readonly outbox: readonly unknown[]
  readonly local: readonly unknown[]
  readonly drafts: readonly unknown[]
  /** What could not be read, by store. */
  readonly unreadable: { readonly [store: string]: number }
}

const STORES = ['outbox', 'local', 'drafts'] as const

/**
 * Reads what waits, record by record where the storage is damaged, and without the rest of the app: it must work when nothing
 * else does.
 * @throws the browser's error if there is no such database or it cannot be opened at all
 */
export async function exportAll(userId: string, scope: string): Promise<PendingExport> {
  const idb = await openAsItIs(databaseName(userId, scope))
  const read: { [store: string]: readonly unknown[] } = {}
  const unreadable: { [store: string]: number } = {}
  for (const name of STORES) {
    // oxlint-disable-next-line no-await-in-loop -- gently: one store after another
    const { values, failed } = await readStore(idb, name)
    read[name] = values
    if (failed > 0) unreadable[name] = failed
  }
  idb.close()
  return {
    userId,
    scope,
    outbox: read['outbox'] ?? [],
    local: read['local'] ?? [],
    drafts: read['drafts'] ?? [],
    unreadable,
  }
}

async function readStore(idb: IDBDatabase, name: string): Promise<{ values: unknown[]; failed: number }> {
  try {
    return { values: await resultOf<unknown[]>(storeOf(idb, name).getAll()), failed: 0 }
  } catch {
    return readEach(idb, name)
  }
}

/** One damaged record must not hide the others. */
async function readEach(idb: IDBDatabase, name: string): Promise<{ values: unknown[]; failed: number }> {
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
