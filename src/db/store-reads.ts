import type { DeviceMeta, Entry, RecordKey } from '../sync/core/types.ts'
import type { StoreReads } from '../sync/ports.ts'
import { readDigests } from './mirror/digest-scan.ts'
import { readMirror, readRows } from './mirror/rows.ts'
import type { LocalRow, StoredArchive, StoredEvent } from './schema.ts'
import { resultOf } from './transaction.ts'

/** What a read-only transaction over the stores of the port can answer. */
export function readsOver(tx: IDBTransaction): StoreReads {
  const all = <T>(name: string): Promise<T[]> => resultOf<T[]>(tx.objectStore(name).getAll())
  return {
    meta: () => resultOf<DeviceMeta>(tx.objectStore('meta').get('device')),
    rows: async (keys) => readRows(tx, (await readMirror(tx)).gen, keys),
    entries: () => all<Entry>('outbox'),
    entriesOf: (keys) => entriesOf(tx, keys),
    overlay: async () => (await all<LocalRow>('local')).map(({ model, id, row }) => ({ key: { model, id }, row })),
    archive: async () => (await all<StoredArchive>('archive')).map(({ n: _, ...change }) => change),
    events: async () => (await all<StoredEvent>('events')).map(({ n: _, ...event }) => event),
    digests: () => readDigests(tx),
  }
}

async function entriesOf(tx: IDBTransaction, keys: readonly RecordKey[]): Promise<Entry[]> {
  const outbox = tx.objectStore('outbox')
  // A page of a pull names a thousand records, and few of them wait.
  if ((await resultOf(outbox.count())) <= keys.length) {
    const names = new Set(keys.map(({ model, id }) => `${model}/${id}`))
    const entries = await resultOf<Entry[]>(outbox.getAll())
    return entries.filter(({ model, id }) => names.has(`${model}/${id}`))
  }
  const index = outbox.index('[model+id]')
  const found = await Promise.all(keys.map(({ model, id }) => resultOf<Entry[]>(index.getAll([model, id]))))
  const byKey = new Map(found.flat().map((entry) => [entry.key, entry]))
  return [...byKey.values()].sort((a, b) => a.key - b.key)
}
