import type { DeviceMeta, Entry, RecordKey, SyncEvent } from '../sync/core/types.ts'
import type { NoteTx, Stored, StoreTx } from '../sync/ports.ts'
import { followRows, forgetDigests } from './mirror/digest-scan.ts'
import { type MirrorIn, mirrorIn } from './mirror/mirror-in.ts'
import { beginSnapshot, endSnapshot, putSnapshotRows, snapshotMisses } from './mirror/snapshot.ts'
import { outboxIn } from './outbox-in.ts'
import type { LocalRow, LogRecord, MirrorState, OverRow, StoredArchive, StoredEvent } from './schema.ts'
import { readsOver } from './store-reads.ts'
import { deleteMany, resultOf } from './transaction.ts'

const EVENTS_MAX = 500

/**
 * What a read-write transaction can do. Writes are queued and not awaited one by one: a failed one ends the transaction.
 * @returns the port's view, and `finish`, which adds the one log record that the changes need (M3) and says what they were
 */
export function writesOver(tx: IDBTransaction): { view: StoreTx; finish: () => Stored | undefined } {
  const touched = createTouched()
  const store = (name: string): IDBObjectStore => tx.objectStore(name)
  const outbox = outboxIn(tx)
  const mirror = mirrorIn(tx)
  const view: StoreTx = {
    ...readsOver(tx, outbox, mirror),
    ...mirrorWrites(tx, mirror, touched),
    putMeta: async (meta) => {
      touched.meta()
      store('meta').put(meta, 'device')
    },
    putEntries: (entries) => {
      for (const { key } of entries) touched.entries.add(key)
      return outbox.put(entries)
    },
    addEntries: (entries) => {
      touched.added(entries.length)
      return outbox.add(entries)
    },
    deleteEntries: (keys) => {
      for (const key of keys) touched.entries.add(key)
      return outbox.delete(keys)
    },
    putVisible: async (changes) => {
      const gone: [string, string][] = []
      for (const { key, row, saw = {} } of changes) {
        const { model, id } = key
        if (row === undefined) gone.push([model, id])
        else store('local').put({ model, id, row, saw } satisfies LocalRow)
        touched.row(key)
      }
      await deleteMany(store('local'), gone)
    },
    addArchive: async (changes) => {
      if (changes.length > 0) store('archive').add({ changes } satisfies Omit<StoredArchive, 'n'>)
    },
    trimArchive: async (mutationIds) => {
      const expired = new Set(mutationIds)
      for (const { n, changes } of await resultOf<StoredArchive[]>(store('archive').getAll())) {
        const kept = changes.filter(({ mutationId }) => !expired.has(mutationId))
        if (kept.length === 0) store('archive').delete(n)
        else if (kept.length < changes.length) store('archive').put({ n, changes: kept } satisfies StoredArchive)
      }
    },
    addEvents: async (events) => {
      if (events.length === 0) return
      touched.noted()
      await addEvents(store('events'), events)
    },
  }
  return {
    view,
    finish: () => {
      touched.log(tx)
      return touched.stored()
    },
  }
}

/** What a transaction over meta and events alone can do. */
export function notesOver(tx: IDBTransaction): NoteTx {
  const meta = tx.objectStore('meta')
  return {
    meta: () => resultOf<DeviceMeta>(meta.get('device')),
    putWanted: async (next) => void meta.put(next, 'device'),
    addEvents: (events) => addEvents(tx.objectStore('events'), events),
  }
}

async function addEvents(store: IDBObjectStore, events: readonly SyncEvent[]): Promise<void> {
  for (const event of events) store.add(event)
  const last = await resultOf(store.openKeyCursor(null, 'prev'))
  const n = (last?.key ?? 0) as StoredEvent['n']
  if (n > EVENTS_MAX) store.delete(IDBKeyRange.upperBound(n - EVENTS_MAX))
}

function mirrorWrites(tx: IDBTransaction, mirror: MirrorIn, touched: Touched) {
  const underWay = async (): Promise<MirrorState & { next: number }> => {
    const state = await mirror.state()
    if (state.next === undefined) throw new Error('no snapshot has begun')
    return { ...state, next: state.next }
  }
  return {
    putRows: async (rows) => {
      if (rows.length === 0) return
      const { gen, next } = await mirror.state()
      await followRows(tx, rows, mirror.rows)
      for (const row of rows) {
        const { model, id } = row
        tx.objectStore('over').put({ model, id, gen: next ?? gen, row } satisfies OverRow)
        mirror.written(row)
        touched.row(row)
      }
    },
    forgetDigests: async () => forgetDigests(tx),
    beginSnapshot: async () => mirror.putState(beginSnapshot(tx, await mirror.state())),
    putSnapshotRows: async (rows) => putSnapshotRows(tx, (await underWay()).next, rows),
    snapshotMisses: async () => {
      const { gen, next } = await underWay()
      return snapshotMisses(tx, gen, next)
    },
    endSnapshot: async () => {
      const { gen, next, trimmed } = await underWay()
      const gone = await endSnapshot(tx, gen, next)
      // Columns of the mirror that was are worth nothing now (M4).
      mirror.putState({ gen: next, columns: {}, trimmed })
      mirror.forget()
      forgetDigests(tx)
      touched.all()
      return gone
    },
  } satisfies Partial<StoreTx>
}

type Touched = ReturnType<typeof createTouched>

function createTouched() {
  const rows = new Map<string, Set<string>>()
  const entries = new Set<Entry['key']>()
  let all = false
  let added = false
  let meta = false
  let noted = false
  const isLogged = (): boolean => rows.size + entries.size > 0 || all
  return {
    entries,
    added: (count: number) => {
      added ||= count > 0
    },
    meta: () => {
      meta = true
    },
    stored: (): Stored | undefined => {
      if (isLogged() || added) return meta ? 'all' : 'records'
      if (meta) return 'meta'
      return noted ? 'log' : undefined
    },
    /** Only the log tells of it. */
    noted: () => {
      noted = true
    },
    row: ({ model, id }: RecordKey) => {
      const ids = rows.get(model) ?? new Set()
      rows.set(model, ids.add(id))
    },
    all: () => {
      all = true
    },
    log: (tx: IDBTransaction) => {
      if (!isLogged()) return
      const record: Omit<LogRecord, 'n'> = {
        rows: Object.fromEntries([...rows].map(([model, ids]) => [model, [...ids]])),
        ...(all ? { all } : {}),
        entries: [...entries],
      }
      tx.objectStore('log').add(record)
    },
  }
}
