import { recordName } from '../sync/core/record-name.ts'
import type { NewEntry } from '../sync/core/record-state.ts'
import type { Entry, RecordKey } from '../sync/core/types.ts'
import { deleteMany, resultOf } from './transaction.ts'

export type OutboxIn = ReturnType<typeof outboxIn>

/** The outbox within one transaction: read once as a whole, and from then on kept in step with what the transaction writes. */
export function outboxIn(tx: IDBTransaction) {
  const store = tx.objectStore('outbox')
  let known: Promise<Map<number, Entry>> | undefined
  const all = (): Promise<Map<number, Entry>> =>
    (known ??= resultOf<Entry[]>(store.getAll()).then((entries) => new Map(entries.map((entry) => [entry.key, entry]))))
  const entries = async (): Promise<Entry[]> => sorted((await all()).values())

  return {
    entries,
    entriesOf: async (keys: readonly RecordKey[]): Promise<Entry[]> => {
      // A page of a pull names a thousand records, and few of them wait.
      if (known || (await resultOf(store.count())) <= keys.length) {
        const names = new Set(keys.map(recordName))
        return (await entries()).filter((entry) => names.has(recordName(entry)))
      }
      const index = store.index('[model+id]')
      const found = await Promise.all(keys.map(({ model, id }) => resultOf<Entry[]>(index.getAll([model, id]))))
      return sorted(new Map(found.flat().map((entry) => [entry.key, entry])).values())
    },
    put: async (changed: readonly Entry[]): Promise<void> => {
      for (const entry of changed) store.put(entry)
      const map = await known
      for (const entry of changed) map?.set(entry.key, entry)
    },
    add: async (added: readonly NewEntry[]): Promise<number[]> => {
      const keys = await Promise.all(added.map((entry) => resultOf(store.add(entry)) as Promise<number>)) // `++key`
      const map = await known
      added.forEach((entry, n) => {
        const key = keys[n]
        if (key !== undefined) map?.set(key, { ...entry, key })
      })
      return keys
    },
    delete: async (keys: readonly number[]): Promise<void> => {
      const map = await known
      await deleteMany(store, keys, map && sorted(map.values()).map(({ key }) => key))
      for (const key of keys) map?.delete(key)
    },
  }
}

function sorted(entries: Iterable<Entry>): Entry[] {
  return [...entries].sort((a, b) => a.key - b.key)
}
