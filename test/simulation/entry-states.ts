import { models } from '../../contract/models/index.ts'
import type { Data } from '../../contract/value.ts'
import { plan } from '../../src/sync/core/order.ts'
import type { Entry, RecordKey, SavedEntry } from '../../src/sync/core/types.ts'
import { cover } from './coverage.ts'

/** What an entry is when something befalls it. */
export const ENTRY_STATES = [
  /** On the disk, and not yet folded into the record's one entry. */
  'saved',
  'ready',
  /** Waits for the create of a record that it refers to. */
  'held',
  /** Waits for the answer to the change before it. */
  'follower',
  /** Sealed: perhaps never sent, perhaps under way, perhaps applied and not yet answered. */
  'sent',
  /** Sent, and edited since. */
  'followed',
  'conflict',
  'deleted',
  'refused',
  'failed',
] as const
export type EntryState = (typeof ENTRY_STATES)[number]

/** A device's outbox as its transactions left it, by key. */
export type Outbox = ReadonlyMap<number, Entry>

/** Something befell a device: all that waits there met it. */
export function befell(outbox: Outbox, event: string): void {
  if (outbox.size === 0) return
  const stateOf = statesOf(outbox)
  for (const entry of outbox.values()) met(event, stateOf(entry))
}

/** Something befell one record: what waits of it met it. @param event may depend on the entry; undefined: nothing did */
export function befellRecord(
  outbox: Outbox,
  { model, id }: RecordKey,
  event: (entry: Entry) => string | undefined,
): void {
  const own = [...outbox.values()].filter((entry) => entry.model === model && entry.id === id)
  if (own.length === 0) return
  const stateOf = statesOf(outbox)
  for (const entry of own) {
    const name = event(entry)
    if (name !== undefined) met(name, stateOf(entry))
  }
}

export function met(event: string, state: EntryState): void {
  cover('entry', `${event}: ${state}`)
}

const LIMITS = { changesMax: 1, bytesMax: 1 }

function statesOf(outbox: Outbox): (entry: Entry) => EntryState {
  const entries = [...outbox.values()]
  // Only a create that is stuck holds others back, and a plan is dear.
  const mayHold = entries.some(({ op, kind }) => op === 'create' && (kind === 'parked' || kind === 'sealed'))
  const held = new Set(mayHold ? plan(models, entries, LIMITS).held.map(({ entry }) => entry) : [])
  return (entry) => {
    switch (entry.kind) {
      case 'saved':
        return 'saved'
      case 'parked':
        return entry.reason.kind
      case 'sealed':
        return entries.some((other) => other !== entry && isSameRecord(other, entry)) ? 'followed' : 'sent'
      case 'open':
        if (entries.some((other) => other.kind === 'sealed' && isSameRecord(other, entry))) return 'follower'
        return held.has(entry) ? 'held' : 'ready'
    }
  }
}

/** What a delete took that has not left, and that this create takes back. */
export function undoneBy(outbox: Outbox, { op, ...record }: SavedEntry): Data {
  const isDelete = (other: Entry): boolean => other.op === 'delete' && (other.kind === 'saved' || other.kind === 'open')
  const undone = [...outbox.values()].find((other) => isSameRecord(other, record) && isDelete(other))
  return op === 'create' ? (undone?.base.values ?? {}) : {}
}

/** Of what waits somewhere, what seldom does: held back, deleted by others, ill. */
export function rareOf(entries: readonly Entry[]): readonly Entry[] {
  const stateOf = statesOf(new Map(entries.map((entry) => [entry.key, entry])))
  return entries.filter((entry) => RARE.has(stateOf(entry)))
}

const RARE: ReadonlySet<EntryState> = new Set(['held', 'deleted', 'failed'])

function isSameRecord(a: RecordKey, b: RecordKey): boolean {
  return a.model === b.model && a.id === b.id
}
