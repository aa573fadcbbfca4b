import type { Entry, RecordKey } from '../sync/core/types.ts'
import type { StoreTx } from '../sync/ports.ts'
import { followRows, forgetDigests } from './mirror/digest-scan.ts'
import { readMirror } from './mirror/rows.ts'
import { beginSnapshot, endSnapshot, putSnapshotRows, snapshotMisses } from './mirror/snapshot.ts'
import type { LocalRow, LogRecord, MirrorState, OverRow, StoredEvent } from './schema.ts'
import { readsOver } from './store-reads.ts'
import { resultOf } from './transaction.ts'

const EVENTS_MAX = 500

/**
 * What a read-write transaction can do. Writes are queued and not awaited one by one: a failed one ends the transaction.
 * @returns the port's view, and `finish`, which adds the one log record that the changes need (M3)
 */
export function writesOver(tx: IDBTransaction): { view: StoreTx; finish: () => void } {
  const touched = createTouched()
  const store = (name: string): IDBObjectStore => tx.objectStore(name)
  const view: StoreTx = {
    ...readsOver(tx),
    ...mirrorWrites(tx, touched),
    putMeta: async (meta) => void store('meta').put(meta, 'device'),
    putEntries: async (entries) => {
      for (const entry of entries) {
        store('outbox').put(entry)
        touched.entries.add(entry.key)
      }
    },
    addEntries: (entries) =>
      Promise.all(entries.map((entry) => resultOf(store('outbox').add(entry)) as Promise<number>)), // `++key`
    deleteEntries: async (keys) => {
      for (const key of keys) {
        store('outbox').delete(key)
        touched.entries.add(key)
      }
    },
    putVisible: async (changes) => {
      for (const { key, row } of changes) {
        const { model, id } = key
        if (row === undefined) store('local').delete([model, id])
        else store('local').put({ model, id, row } satisfies LocalRow)
        touched.row(key)
      }
    },
    addArchive: async (changes) => {
      for (const change of changes) store('archive').add(change)
    },
    trimArchive: async (mutationIds) => {
      const index = store('archive').index('mutationId')
      const found = await Promise.all(mutationIds.map((id) => resultOf(index.getAllKeys(id))))
      for (const n of found.flat()) store('archive').delete(n)
    },
    addEvents: async (events) => {
      if (events.length === 0) return
      for (const event of events) store('events').add(event)
      const last = await resultOf(store('events').openKeyCursor(null, 'prev'))
      const n = (last?.key ?? 0) as StoredEvent['n']
      if (n > EVENTS_MAX) store('events').delete(IDBKeyRange.upperBound(n - EVENTS_MAX))
    },
  }
  return { view, finish: () => touched.log(tx) }
}

function mirrorWrites(tx: IDBTransaction, touched: Touched) {
  let known: MirrorState | undefined
  const mirror = async (): Promise<MirrorState> => (known ??= await readMirror(tx))
  const putMirror = (next: MirrorState): void => {
    known = next
    tx.objectStore('meta').put(next, 'mirror')
  }
  const underWay = async (): Promise<MirrorState & { next: number }> => {
    const state = await mirror()
    if (state.next === undefined) throw new Error('no snapshot has begun')
    return { ...state, next: state.next }
  }
  return {
    putRows: async (rows) => {
      if (rows.length === 0) return
      const { gen, next } = await mirror()
      await followRows(tx, gen, rows)
      for (const row of rows) {
        const { model, id } = row
        tx.objectStore('over').put({ model, id, gen: next ?? gen, row } satisfies OverRow)
        touched.row(row)
      }
    },
    forgetDigests: async () => forgetDigests(tx),
    beginSnapshot: async () => putMirror(beginSnapshot(tx, await mirror())),
    putSnapshotRows: async (rows) => putSnapshotRows(tx, (await underWay()).next, rows),
    snapshotMisses: async () => {
      const { gen, next } = await underWay()
      return snapshotMisses(tx, gen, next)
    },
    endSnapshot: async () => {
      const { gen, next, trimmed } = await underWay()
      const gone = await endSnapshot(tx, gen, next)
      // Columns of the mirror that was are worth nothing now (M4).
      putMirror({ gen: next, columns: {}, trimmed })
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
  return {
    entries,
    row: ({ model, id }: RecordKey) => {
      const ids = rows.get(model) ?? new Set()
      rows.set(model, ids.add(id))
    },
    all: () => {
      all = true
    },
    log: (tx: IDBTransaction) => {
      if (rows.size + entries.size === 0 && !all) return
      const record: Omit<LogRecord, 'n'> = {
        rows: Object.fromEntries([...rows].map(([model, ids]) => [model, [...ids]])),
        ...(all ? { all } : {}),
        entries: [...entries],
      }
      tx.objectStore('log').add(record)
    },
  }
}
