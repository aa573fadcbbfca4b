import { models, SCHEMA } from '../../contract/models/index.ts'
import { differingFields, type Patch, valueAt } from '../../contract/value.ts'
import { unsealedOf } from '../sync/core/fold.ts'
import { park } from '../sync/core/reconcile.ts'
import { replay } from '../sync/core/replay.ts'
import { baseOf } from '../sync/core/saw.ts'
import type {
  Entry,
  OpenEntry,
  ParkedEntry,
  RecordKey,
  SealedEntry,
  SyncEvent,
  VisibleRow,
} from '../sync/core/types.ts'
import { timeOf } from '../sync/context.ts'
import { repairStrays } from '../sync/device/strays.ts'
import { createEnvironment } from '../sync/environment.ts'
import type { StoreTx } from '../sync/ports.ts'
import { lastLogKey } from './column/columns.ts'
import { readMirror } from './mirror/rows.ts'
import { type LocalRow, type LogRecord, type MirrorState, NEW_MIRROR, type OverRow } from './schema.ts'
import { writesOver } from './store-tx.ts'
import { findUnreadable, lastLogged, type Unreadable } from './unreadable.ts'
import { inTransaction, resultOf } from './transaction.ts'

const STORES = ['pages', 'over', 'local', 'log', 'outbox', 'archive', 'events', 'meta', 'snap'] as const
/** The log has to hold the rest too. */
const NAMED_MAX = 20

/**
 * Takes single records that the browser cannot read any more out of the way: a store is read as a whole, so that one of them
 * would stop everything behind it (F5). What the person entered is queued again from what they see of it; what cannot be
 * seen either stays in the outbox as damaged; rows of the server are fetched again; the rest can be made again.
 * @returns false if the storage is ill as a whole: then nothing is thrown away
 */
export async function healStorage(idb: IDBDatabase): Promise<boolean> {
  const findings = await findUnreadable(idb, STORES)
  if (findings === 'ill') return false
  // A second reading went well, or another tab was quicker.
  if (!findings) return true
  const { lost: unreadable, logged } = findings
  await inTransaction(idb, STORES, 'readwrite', async (tx) => {
    // Somebody has written since, or healed it: what was found may be a record that came after it.
    if ((await lastLogged(tx)) !== logged) return
    for (const { store, key } of unreadable) tx.objectStore(store).delete(key)
    const isMirrorLost = unreadable.some(({ store, key }) => store === 'meta' && key === 'mirror')
    if (isMirrorLost) await standAgain(tx)
    const { view, finish } = writesOver(tx)
    const at = timeOf(environment)
    for (const damaged of unreadable) if (damaged.store === 'outbox') await rebuildEntry(tx, view, damaged, at)
    const isMirrorHurt = isMirrorLost || unreadable.some(({ store }) => store === 'pages' || store === 'over')
    if (isMirrorHurt) await fetchAgain(view)
    await repairStrays(view, { models, environment })
    await view.addEvents(unreadable.slice(0, NAMED_MAX).map((damaged) => eventOf(damaged, at)))
    finish()
    await tellEverybody(tx)
  })
  return true
}

const environment = createEnvironment()

/** @returns the event of the sync log */
function eventOf({ store, model, id }: Unreadable, at: string): SyncEvent {
  return { at, kind: 'damaged', detail: { store, ...(model === undefined ? {} : { model, id }) } }
}

/**
 * What the person sees is the server's row with all entries of the record on it. Without a sealed one the others go too: the
 * record is queued anew from what is seen (`repairStrays`). A sealed one stays as it is, and what is seen beyond it follows.
 */
async function rebuildEntry(
  tx: IDBTransaction,
  view: StoreTx,
  { key, model, id }: Unreadable,
  at: string,
): Promise<void> {
  if (model === undefined || id === undefined || typeof key !== 'number') return
  const record: RecordKey = { model, id }
  const others = await view.entriesOf([record])
  const local = await resultOf<LocalRow | undefined>(tx.objectStore('local').get([model, id]))
  const sealed = others.find((entry): entry is SealedEntry => entry.kind === 'sealed')
  if (!local) return view.putEntries([markDamaged(others) ?? damagedEntry(record, key, at)])
  await view.deleteEntries(others.filter((entry) => entry !== sealed).map((entry) => entry.key))
  const [row] = sealed ? await view.rows([record]) : []
  const follower = sealed && beyond(sealed, replay({ row, entries: [sealed] }) ?? null, local)
  const editedAt = local.row?.updatedAt ?? at
  if (follower) await view.putEntries([{ ...entryAt(record, key, editedAt), ...follower, kind: 'open' }])
}

/** The edit that makes of one row the other; undefined if they are the same. */
function beyond(
  sealed: SealedEntry,
  before: VisibleRow | null,
  { row: seen, saw = {} }: LocalRow,
): Pick<OpenEntry, 'op' | 'patch' | 'base'> | undefined {
  const version = before?.version ?? 0
  if (!seen) return before ? { op: 'delete', patch: {}, base: { version, values: before.data } } : undefined
  const there = before?.data ?? {}
  const fields = differingFields(there, seen.data)
  if (fields.length === 0) return undefined
  const patch: Patch = Object.fromEntries(fields.map((field) => [field, valueAt(seen.data, field)]))
  if (!before) return { op: 'create', patch, base: { version, values: {} } }
  // Its author saw what the sealed one made.
  return { op: 'update', patch, base: baseOf(patch, { ...saw, ...sealed.patch }, before) }
}

const reason = { kind: 'refused', code: 'DAMAGED', message: 'damaged', fields: {} } as const

/** A record has one entry that is not under way: that one stands for what is lost too. @returns undefined if there is none */
function markDamaged(others: readonly Entry[]): ParkedEntry | undefined {
  const mine = unsealedOf({ entries: others })
  return mine && (mine.kind === 'open' ? park(mine, reason) : mine)
}

/** Nothing of it is left but which record it is about. */
function damagedEntry(record: RecordKey, key: number, at: string): ParkedEntry {
  return {
    ...entryAt(record, key, at),
    kind: 'parked',
    op: 'update',
    patch: {},
    base: { version: 0, values: {} },
    reason,
  }
}

function entryAt(
  record: RecordKey,
  key: number,
  editedAt: string,
): Pick<Entry, 'key' | 'model' | 'id' | 'schema' | 'editedAt' | 'attempts'> {
  return { key, ...record, schema: SCHEMA, editedAt, attempts: 0 }
}

/**
 * How the mirror stands, from what there is of it: its pages have the lowest generation; what is above it belongs to a snapshot
 * that was under way.
 */
async function standAgain(tx: IDBTransaction): Promise<void> {
  const pages = (await resultOf(tx.objectStore('pages').getAllKeys())) as [number, string, string][] // Its key path.
  const over = await resultOf<OverRow[]>(tx.objectStore('over').getAll())
  const generations = [...pages.map(([gen]) => gen), ...over.map(({ gen }) => gen), 0]
  const highest = generations.reduce((a, b) => Math.max(a, b))
  const gen = pages[0]?.[0] ?? highest
  const next = gen < highest ? { next: highest } : {}
  tx.objectStore('meta').put({ ...NEW_MIRROR, gen, ...next } satisfies MirrorState, 'mirror')
}

/**
 * Without a cursor the next pull is a snapshot. If that is of another history, what is lost here was not removed by others: this is
 * no mirror to tell by.
 */
async function fetchAgain(view: StoreTx): Promise<void> {
  const { cursor: _, snapshot: __, ...meta } = await view.meta()
  await view.putMeta({ ...meta, isMarkUnchecked: true })
  await view.forgetDigests()
}

/** Nothing that a tab holds in memory, or that is packed, is known to be right: all is read anew (M4, M5). */
async function tellEverybody(tx: IDBTransaction): Promise<void> {
  tx.objectStore('snap').clear()
  tx.objectStore('log').add({ rows: {}, all: true, entries: [] } satisfies Omit<LogRecord, 'n'>)
  const trimmed = await lastLogKey(tx)
  const mirror = await readMirror(tx)
  tx.objectStore('meta').put({ ...mirror, columns: {}, trimmed } satisfies MirrorState, 'mirror')
}
