import type { Entry, RecordKey, SavedEntry, SealedEntry, ServerRow, SyncEvent } from '../../src/sync/core/types.ts'
import { replay } from '../../src/sync/core/replay.ts'
import { canonicalJson } from '../../contract/value.ts'
import type { NewEntry } from '../../src/sync/core/record-state.ts'
import type { StoreTx, SyncStore } from '../../src/sync/ports.ts'

/** What one transaction did, and the entries of the records that it touched, before and after. */
export interface Committed {
  readonly events: readonly SyncEvent[]
  readonly removed: readonly Entry[]
  readonly changed: readonly { readonly before: Entry; readonly after: Entry }[]
  /** `model/id` of the records whose entries were put. */
  readonly put: ReadonlySet<string>
  readonly rows: readonly { readonly before: ServerRow | undefined; readonly after: ServerRow }[]
  /** The entries that were put or added, and the keys of those that went. */
  readonly written: readonly Entry[]
  readonly gone: readonly number[]
}

export interface Watcher {
  /** What waits here, as the transactions so far have left it. */
  readonly outbox: Map<number, Entry>
  /** The person looks at everything before it leaves. */
  isConfirming: boolean
  /** Rows of its mirror are lost, and are fetched again: until then what is seen is of newer ones than it holds. */
  isMirrorHurt: boolean
  /** A save is complete. */
  saved(entry: SavedEntry): void
  /** A transaction is complete. */
  committed(what: Committed): void
  /** Something that may never be. */
  violated(oracle: string, detail: string): void
}

/** Sees what every transaction of one device does, and that what is seen stays shadow + replay. */
export function watchStore(store: SyncStore, watcher: Watcher): SyncStore {
  return {
    ...store,
    save: async (entry, visible) => {
      const key = await store.save(entry, visible)
      watcher.saved({ ...entry, key })
      return key
    },
    transact: async (work) => {
      let seen: Committed | undefined
      const result = await store.transact(async (tx) => {
        const ops = createOps(tx)
        const value = await work(ops.tx)
        seen = await ops.committed(watcher)
        return value
      })
      if (seen) watcher.committed(seen)
      return result
    },
    note: async (work) => {
      let events: readonly SyncEvent[] = []
      const result = await store.note((tx) =>
        work({
          ...tx,
          addEvents: (more) => {
            events = more
            return tx.addEvents(more)
          },
        }),
      )
      watcher.committed({ ...NOTHING, events })
      return result
    },
  }
}

const NOTHING = { removed: [], changed: [], put: new Set<string>(), rows: [], written: [], gone: [] }

function createOps(tx: StoreTx) {
  const events: SyncEvent[] = []
  const removed: Entry[] = []
  const changed: { before: Entry; after: Entry }[] = []
  const rows: { before: ServerRow | undefined; after: ServerRow }[] = []
  const touched = new Map<string, RecordKey>()
  const touch = ({ model, id }: RecordKey): void => void touched.set(`${model}/${id}`, { model, id })
  const put = new Set<string>()
  const written: Entry[] = []
  const gone: number[] = []
  let swapped = false
  const entriesByKey = async (keys: readonly number[]): Promise<Entry[]> =>
    (await tx.entries()).filter(({ key }) => keys.includes(key))
  const watched: StoreTx = {
    ...tx,
    addEvents: (more) => {
      events.push(...more)
      return tx.addEvents(more)
    },
    putRows: async (after) => {
      const before = await tx.rows(after)
      after.forEach((row, n) => void rows.push({ before: before[n], after: row }))
      for (const row of after) touch(row)
      return tx.putRows(after)
    },
    putEntries: async (entries) => {
      if (entries.length === 0) return
      const before = await entriesByKey(entries.map(({ key }) => key))
      for (const after of entries) {
        const old = before.find(({ key }) => key === after.key)
        if (old) changed.push({ before: old, after })
        touch(after)
        put.add(`${after.model}/${after.id}`)
      }
      written.push(...entries)
      return tx.putEntries(entries)
    },
    addEntries: async (entries: readonly NewEntry[]) => {
      for (const entry of entries) {
        touch(entry)
        put.add(`${entry.model}/${entry.id}`)
      }
      const keys = await tx.addEntries(entries)
      written.push(...entries.map((entry, n) => ({ ...entry, key: keys[n] ?? 0 })))
      return keys
    },
    deleteEntries: async (keys) => {
      if (keys.length === 0) return
      const these = await entriesByKey(keys)
      removed.push(...these)
      gone.push(...keys)
      for (const entry of these) touch(entry)
      return tx.deleteEntries(keys)
    },
    endSnapshot: () => {
      swapped = true
      return tx.endSnapshot()
    },
  }
  return {
    tx: watched,
    committed: async (watcher: Watcher): Promise<Committed> => {
      if (swapped) watcher.isMirrorHurt = false
      if (touched.size > 0 || swapped) await checkVisible(tx, swapped ? undefined : [...touched.values()], watcher)
      return { events, removed, changed, put, rows, written, gone }
    },
  }
}

/** Visible row = shadow + replay, always; for records whose saves are folded. */
async function checkVisible(tx: StoreTx, keys: readonly RecordKey[] | undefined, watcher: Watcher): Promise<void> {
  if (watcher.isMirrorHurt && (await tx.meta()).cursor === undefined) return
  const overlay = new Map((await tx.overlay()).map(({ key, row }) => [`${key.model}/${key.id}`, row]))
  const all = keys ?? (await tx.entries()).map(({ model, id }) => ({ model, id }))
  const rows = await tx.rows(all)
  const entries = await tx.entriesOf(all)
  all.forEach(({ model, id }, n) => {
    const own = entries.filter((entry) => entry.model === model && entry.id === id)
    if (own.some(({ kind }) => kind === 'saved')) return
    const expected = replay({ row: rows[n], entries: own })
    const name = `${model}/${id}`
    const shown = overlay.has(name) ? overlay.get(name) : undefined
    const isSame = expected === undefined ? !overlay.has(name) : text(shown) === text(expected)
    if (!isSame) watcher.violated('visible is shadow + replay', `${name}: ${text(shown)} instead of ${text(expected)}`)
    const sealed = own.filter((entry): entry is SealedEntry => entry.kind === 'sealed')
    if (sealed.length > 1 || own.length - sealed.length > 1) {
      watcher.violated('one entry under way and one beside it', `${name}: ${own.map(({ kind }) => kind).join(', ')}`)
    }
  })
}

function text(value: unknown): string {
  return value === undefined ? 'nothing' : canonicalJson(value)
}
