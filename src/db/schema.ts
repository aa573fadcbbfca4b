import { Dexie } from 'dexie'
import type { Digest } from '../../contract/digest.ts'
import type { Patch } from '../../contract/value.ts'
import type { ArchivedChange, DeviceMeta, RecordKey, ServerRow, SyncEvent, VisibleRow } from '../sync/core/types.ts'
import type { Draft, ListItem } from './local-api.ts'

/**
 * One database per (user, scope). The schema knows no model and no field, so that a new one never upgrades it and no other
 * tab can block an upgrade with the outbox inside.
 */
export function declareDatabase(name: string): Dexie {
  // F17: Dexie's own transactions; ours say it themselves.
  const dexie = new Dexie(name, { autoOpen: false, chromeTransactionDurability: 'strict' })
  dexie.version(DATABASE_VERSION).stores({
    pages: '[gen+model+first]',
    over: '[model+id]',
    local: '[model+id]',
    log: '++n',
    snap: '',
    outbox: '++key, [model+id]',
    archive: '++n',
    drafts: '[model+id]',
    choices: '',
    events: '++n',
    meta: '',
  })
  return dexie
}

const DATABASE_VERSION = 1

/** Was this opened database last changed by a build newer than this one? Dexie multiplies the versions that it declares by ten. */
export function isOfNewerBuild({ version }: IDBDatabase): boolean {
  return version >= 10 * (DATABASE_VERSION + 1)
}

/** The database of one person's data in one scope. Neither part can hold a colon that would make two names one. */
export function databaseName(userId: string, scope: string): string {
  return `satchel:${encodeURIComponent(userId)}:${encodeURIComponent(scope)}`
}

/** Whose database this is; undefined: none of `databaseName`. */
export function ownerOf(name: string): { readonly userId: string; readonly scope: string } | undefined {
  const [kind, userId, scope, ...rest] = name.split(':')
  if (kind !== 'satchel' || userId === undefined || scope === undefined || rest.length > 0) return undefined
  return { userId: decodeURIComponent(userId), scope: decodeURIComponent(scope) }
}

export const SYNC_STORES = ['pages', 'over', 'local', 'log', 'outbox', 'archive', 'events', 'meta'] as const
export type StoreName = (typeof SYNC_STORES)[number] | 'snap' | 'drafts' | 'choices'

/** About 200 rows of one model, in one text (mirror/page.ts). Written by a snapshot and by repacking only (M2). */
export interface Page {
  readonly gen: number
  readonly model: string
  /** The lowest id that may lie in it; the next page's `first` is its end. */
  readonly first: string
  readonly text: string
}

/** A server row that came after its page was written. `gen`: the mirror that it belongs to. */
export interface OverRow {
  readonly model: string
  readonly id: string
  readonly gen: number
  readonly row: ServerRow
}

/** What people see of a record with entries; `row` null: deleted here. */
export interface LocalRow {
  readonly model: string
  readonly id: string
  readonly row: VisibleRow | null
  /** What its author saw in the fields that they edited; absent: nothing is known. */
  readonly saw?: Patch
}

/** One transaction's changes, so that other tabs know what to read again. `n` orders them for everybody. */
export interface LogRecord {
  readonly n: number
  /** Model → ids whose visible row may have changed. `all`: any row may have (a new mirror). */
  readonly rows: { readonly [model: string]: readonly string[] }
  readonly all?: true
  /** Entries replaced or removed; new ones have keys above all earlier ones. */
  readonly entries: readonly number[]
  /** Of the write path's own transaction: the save's `editedAt`. It proves that the save was stored, whatever became of it. */
  readonly savedAt?: string
}

/** How the mirror stands; `meta` under 'mirror'. */
export interface MirrorState {
  /** Which pages are the mirror. */
  readonly gen: number
  /** A snapshot under way, beside it. */
  readonly next?: number
  /** Model → the last log record that its stored column has taken in, and the declaration it was packed by. */
  readonly columns: { readonly [model: string]: { readonly n: number; readonly shape: string } }
  /** The log holds nothing up to here any more (M5). */
  readonly trimmed: number
}

/** The mirror's digests, as far as it is hashed; `meta` under 'digest' while a comparison is due. */
export interface DigestScan {
  readonly sums: { readonly [model: string]: Digest }
  /** Every row below it is in them; undefined: all. */
  readonly at: RecordKey | undefined
}

/** The first page of a model's list as it stood at log record `n` or later; `snap` under 'head:<model>'. */
export interface Head {
  readonly gen: number
  readonly n: number
  /** The declarations of all models that it was made of. */
  readonly shape: string
  readonly total: number
  readonly items: readonly HeadItem[]
}
export type HeadItem = Pick<ListItem, 'id' | 'title' | 'shown' | 'titles'>

export const NEW_MIRROR: MirrorState = { gen: 0, columns: {}, trimmed: 0 }

export interface DraftRow {
  readonly model: string
  readonly id: string
  readonly draft: Draft
}

/** What one answer acknowledged: its changes leave the outbox, and come here, together. */
export interface StoredArchive {
  readonly n: number
  readonly changes: readonly ArchivedChange[]
}
export type StoredEvent = SyncEvent & { readonly n: number }
export type StoredMeta = { readonly device: DeviceMeta; readonly mirror: MirrorState }
