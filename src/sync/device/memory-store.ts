import { addToDigest, EMPTY_DIGEST, rowHash } from '../../../contract/digest.ts'
import { recordName } from '../core/record-name.ts'
import type { ArchivedChange, DeviceMeta, Entry, RecordKey, ServerRow, SyncEvent } from '../core/types.ts'
import type { NewEntry } from '../core/record-state.ts'
import { StorageUnavailable } from '../errors.ts'
import { sawBefore } from '../core/saw.ts'
import type { OverlayRow, StoreTx, Stored, SyncStore } from '../ports.ts'

/** What a memory store keeps; several stores may share one, as tabs share a database. */
export interface MemoryDisk {
  state: State | undefined
  /** Ends when the transactions asked for so far have ended. */
  queue: Promise<unknown>
  /** @param saver the store whose save it was */
  readonly listeners: Set<(stored: Stored, saver: SyncStore | undefined) => void>
}

interface State {
  meta: DeviceMeta
  nextKey: number
  readonly rows: ReadonlyMap<string, ServerRow>
  readonly entries: ReadonlyMap<number, Entry>
  readonly overlay: ReadonlyMap<string, OverlayRow>
  archive: readonly ArchivedChange[]
  events: readonly SyncEvent[]
  /** The mirror to be, and the records that `putRows` stored meanwhile. */
  snapshot: { readonly rows: Map<string, ServerRow>; readonly since: Set<string> } | undefined
}

const EVENTS_MAX = 500

export function createMemoryDisk(): MemoryDisk {
  return { state: undefined, queue: Promise.resolve(), listeners: new Set() }
}

/**
 * A SyncStore without a disk below it: for tests, servers and scripts. A transaction works on a copy, made of a map when it first
 * writes there, that replaces the state when it ends; transactions run one at a time.
 */
export function createMemoryStore(disk: MemoryDisk = createMemoryDisk()): SyncStore {
  let open = false

  const inTurn = <T>(work: (state: State) => Promise<T>): Promise<T> => {
    const turn = disk.queue.then(() => {
      if (!open || !disk.state) throw new StorageUnavailable('the store is not open')
      return work(disk.state)
    })
    disk.queue = turn.catch(() => undefined)
    return turn
  }
  const transact = <T>(work: (tx: StoreTx) => Promise<T>, saver?: SyncStore): Promise<T> =>
    inTurn(async (state) => {
      const draft = draftOf(state)
      const result = await work(txOver(draft))
      disk.state = stateOf(draft)
      for (const listener of disk.listeners) listener('all', saver)
      return result
    })

  const store: SyncStore = {
    open: async (initial) => {
      open = true
      disk.state ??= emptyState(initial)
    },
    save: (entry, visible) => {
      const { model, id } = entry
      return transact(async (tx) => {
        const [key = 0] = await tx.addEntries([entry])
        await tx.putVisible([{ key: { model, id }, row: visible, saw: sawBefore([entry]) }])
        return key
      }, store)
    },
    read: (work) => inTurn((state) => work(txOver(draftOf(state)))),
    transact: (work) => transact(work),
    note: (work) => transact((tx) => work({ meta: tx.meta, addEvents: tx.addEvents, putWanted: tx.putMeta })),
    onChange: (listener) => {
      const told = (stored: Stored, saver: SyncStore | undefined): void => listener(stored, saver === store)
      disk.listeners.add(told)
      return () => disk.listeners.delete(told)
    },
    close: () => {
      open = false
    },
  }
  return store
}

function emptyState(meta: DeviceMeta): State {
  return {
    meta: structuredClone(meta),
    nextKey: 1,
    rows: new Map(),
    entries: new Map(),
    overlay: new Map(),
    archive: [],
    events: [],
    snapshot: undefined,
  }
}

/** A state that a transaction is changing. */
interface Draft extends Omit<State, 'rows' | 'entries' | 'overlay'> {
  readonly rows: Copied<string, ServerRow>
  readonly entries: Copied<number, Entry>
  readonly overlay: Copied<string, OverlayRow>
}

/** A map that is copied when it is first written in. */
interface Copied<K, V> {
  now(): ReadonlyMap<K, V>
  own(): Map<K, V>
}

function copied<K, V>(original: ReadonlyMap<K, V>): Copied<K, V> {
  let copy: Map<K, V> | undefined
  return { now: () => copy ?? original, own: () => (copy ??= new Map(original)) }
}

/** Member by member: to take an object apart and put it together costs more than most transactions. */
function draftOf({ meta, nextKey, rows, entries, overlay, archive, events, snapshot }: State): Draft {
  return {
    meta,
    nextKey,
    rows: copied(rows),
    entries: copied(entries),
    overlay: copied(overlay),
    archive,
    events,
    snapshot: snapshot && { rows: new Map(snapshot.rows), since: new Set(snapshot.since) },
  }
}

function stateOf({ meta, nextKey, rows, entries, overlay, archive, events, snapshot }: Draft): State {
  return { meta, nextKey, rows: rows.now(), entries: entries.now(), overlay: overlay.now(), archive, events, snapshot }
}

function txOver(state: Draft): StoreTx {
  return {
    meta: async () => state.meta,
    putMeta: async (meta) => {
      state.meta = structuredClone(meta)
    },
    ...outboxOver(state),
    ...mirrorOver(state),
    archive: async () => [...state.archive],
    addArchive: async (changes) => {
      state.archive = [...state.archive, ...structuredClone(changes)]
    },
    trimArchive: async (mutationIds) => {
      state.archive = state.archive.filter(({ mutationId }) => !mutationIds.includes(mutationId))
    },
    events: async () => [...state.events],
    addEvents: async (events) => {
      const all = state.events.concat(structuredClone(events))
      state.events = all.length > EVENTS_MAX ? all.slice(-EVENTS_MAX) : all
    },
  }
}

function outboxOver(state: Draft) {
  const byKey = (): Entry[] => [...state.entries.now().values()].sort((a, b) => a.key - b.key)
  return {
    entries: async () => byKey(),
    entriesOf: async (keys: readonly RecordKey[]) => {
      const names = new Set(keys.map(recordName))
      return byKey().filter((entry) => names.has(recordName(entry)))
    },
    putEntries: async (entries: readonly Entry[]) => {
      for (const entry of entries) state.entries.own().set(entry.key, structuredClone(entry))
    },
    addEntries: async (entries: readonly NewEntry[]) =>
      entries.map((entry) => {
        const key = state.nextKey++
        state.entries.own().set(key, { ...structuredClone(entry), key })
        return key
      }),
    deleteEntries: async (keys: readonly number[]) => {
      for (const key of keys) state.entries.own().delete(key)
    },
    overlay: async () => [...state.overlay.now().values()],
    putVisible: async (changes: Parameters<StoreTx['putVisible']>[0]) => {
      for (const { key, row, saw = {} } of changes) {
        if (row === undefined) state.overlay.own().delete(recordName(key))
        else state.overlay.own().set(recordName(key), structuredClone({ key, row, saw }))
      }
    },
  }
}

function mirrorOver(state: Draft) {
  const misses = (): RecordKey[] => {
    const { rows, since } = state.snapshot ?? { rows: state.rows.now(), since: new Set() }
    const names = [...state.rows.now()].filter(([name]) => !rows.has(name) && !since.has(name))
    return names.map(([, { model, id }]) => ({ model, id }))
  }
  return {
    rows: async (keys: readonly RecordKey[]) => keys.map((key) => state.rows.now().get(recordName(key))),
    putRows: async (rows: readonly ServerRow[]) => {
      for (const row of rows) {
        state.rows.own().set(recordName(row), structuredClone(row))
        state.snapshot?.since.add(recordName(row))
      }
    },
    digests: async () => {
      const digests: { [model: string]: typeof EMPTY_DIGEST } = {}
      for (const { model, id, version, data, deleted } of state.rows.now().values()) {
        if (deleted) continue
        digests[model] = addToDigest(digests[model] ?? EMPTY_DIGEST, rowHash(model, id, version, data))
      }
      return digests
    },
    forgetDigests: async () => undefined,
    beginSnapshot: async () => {
      state.snapshot = { rows: new Map(), since: new Set() }
    },
    putSnapshotRows: async (rows: readonly ServerRow[]) => {
      if (!state.snapshot) throw new Error('no snapshot has begun')
      for (const row of rows) state.snapshot.rows.set(recordName(row), structuredClone(row))
    },
    snapshotMisses: async () => misses(),
    endSnapshot: async () => {
      if (!state.snapshot) throw new Error('no snapshot has begun')
      const { rows, since } = state.snapshot
      const gone = misses()
      state.snapshot = undefined
      for (const key of gone) state.rows.own().delete(recordName(key))
      for (const [name, row] of rows) if (!since.has(name)) state.rows.own().set(name, row)
      return gone.length
    },
  }
}
