import type { DeviceMeta } from '../sync/core/types.ts'
import type { StoreReads } from '../sync/ports.ts'
import { readDigests } from './mirror/digest-scan.ts'
import { mirrorIn } from './mirror/mirror-in.ts'
import { outboxIn } from './outbox-in.ts'
import type { LocalRow, StoredArchive, StoredEvent } from './schema.ts'
import { resultOf } from './transaction.ts'

/** What a transaction over the stores of the port can answer. */
export function readsOver(tx: IDBTransaction, outbox = outboxIn(tx), mirror = mirrorIn(tx)): StoreReads {
  const all = <T>(name: string): Promise<T[]> => resultOf<T[]>(tx.objectStore(name).getAll())
  return {
    meta: () => resultOf<DeviceMeta>(tx.objectStore('meta').get('device')),
    rows: mirror.rows,
    entries: outbox.entries,
    entriesOf: outbox.entriesOf,
    overlay: async () =>
      (await all<LocalRow>('local')).map(({ model, id, ...seen }) => ({ key: { model, id }, ...seen })),
    archive: async () => (await all<StoredArchive>('archive')).flatMap(({ changes }) => changes),
    events: async () => (await all<StoredEvent>('events')).map(({ n: _, ...event }) => event),
    digests: () => readDigests(tx),
  }
}
