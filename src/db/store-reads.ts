import { addToDigest, type Digest, EMPTY_DIGEST, rowHash } from '../../contract/digest.ts'
import type { DeviceMeta, Entry, RecordKey, ServerRow } from '../sync/core/types.ts'
import type { StoreReads } from '../sync/ports.ts'
import { decodeRows } from './mirror/page.ts'
import { readMirror, readRows } from './mirror/rows.ts'
import type { LocalRow, OverRow, Page, StoredArchive, StoredEvent } from './schema.ts'
import { rangeUnder, resultOf } from './transaction.ts'

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
    digests: () => digestsOver(tx),
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

async function digestsOver(tx: IDBTransaction): Promise<{ [model: string]: Digest }> {
  const digests = new Map<string, Digest>()
  const add = ({ model, id, version, deleted, data }: ServerRow): void => {
    if (deleted) return
    digests.set(model, addToDigest(digests.get(model) ?? EMPTY_DIGEST, rowHash(model, id, version, data)))
  }
  const { gen } = await readMirror(tx)
  const over = await resultOf<OverRow[]>(tx.objectStore('over').getAll())
  const covered = new Set(over.map(({ model, id }) => `${model}/${id}`))
  for (const { row } of over) add(row)
  for await (const page of pagesOf(tx, gen)) {
    for (const row of decodeRows(page.model, page.text)) if (!covered.has(`${row.model}/${row.id}`)) add(row)
  }
  return Object.fromEntries(digests)
}

/** Every page of the mirror, in order, one at a time in memory. */
async function* pagesOf(tx: IDBTransaction, gen: number): AsyncGenerator<Page> {
  const request = tx.objectStore('pages').openCursor(rangeUnder(gen))
  for (let cursor = await resultOf(request); cursor; cursor = await resultOf(request)) {
    yield cursor.value as Page // The store holds nothing else.
    cursor.continue()
  }
}
