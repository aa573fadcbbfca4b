import type { Patch } from '../../../contract/value.ts'
import { sawBefore } from './saw.ts'
import type { ArchivedChange, Entry, ServerRow, VisibleRow } from './types.ts'
import { replay } from './replay.ts'

/** All that the device holds of one record. */
export interface RecordState {
  /** The shadow; undefined if the device never heard of the record. */
  readonly row: ServerRow | undefined
  /** The record's entries, by key. */
  readonly entries: readonly Entry[]
}

/** A line of the sync log without its time: both values of what was overwritten. */
export interface Fact {
  readonly kind: string
  readonly detail: { readonly [name: string]: unknown }
}

/** What a rule makes of a record: written in one transaction, or not at all. */
export interface Transition {
  /** The shadow after; the same object if it did not move. */
  readonly row: ServerRow | undefined
  /** The record's entries after, by key; those that did not change are the same objects. */
  readonly entries: readonly Entry[]
  readonly archive: readonly ArchivedChange[]
  readonly facts: readonly Fact[]
}

/** What a store writes to get from a record's state to the one after. */
export interface Writes {
  readonly rows: readonly ServerRow[]
  readonly putEntries: readonly Entry[]
  /** At most one: of an archived change that comes back (recover.ts). */
  readonly addEntries: readonly NewEntry[]
  readonly deleteEntries: readonly number[]
  /** The overlay after: a row, null (deleted here), undefined (none). Always to be written: the write path may have put another. */
  readonly visible: VisibleRow | null | undefined
  /** What the author saw before these entries, as long as there are any. */
  readonly saw: Patch
}

/** An entry that the store gives its key. */
export type NewEntry = WithoutKey<Entry>
type WithoutKey<E> = E extends Entry ? Omit<E, 'key'> : never

/** The key of an entry that has none yet. */
export const NEW_KEY = 0

/** A transition that changes nothing. */
export function unchanged(state: RecordState): Transition {
  return { row: state.row, entries: state.entries, archive: [], facts: [] }
}

/** What differs between the state before and the transition. */
export function writesOf(before: RecordState, after: Transition): Writes {
  const kept = new Set(after.entries.map(({ key }) => key))
  return {
    rows: after.row && after.row !== before.row ? [after.row] : [],
    putEntries: after.entries.filter((entry) => entry.key !== NEW_KEY && !before.entries.includes(entry)),
    addEntries: after.entries.filter(({ key }) => key === NEW_KEY).map(({ key: _, ...entry }) => entry),
    deleteEntries: before.entries.map(({ key }) => key).filter((key) => !kept.has(key)),
    visible: replay(after),
    saw: sawBefore(after.entries),
  }
}

/** Does the transition change anything that is stored? */
export function isUnchanged(before: RecordState, after: Transition): boolean {
  return (
    after.row === before.row &&
    after.entries.length === before.entries.length &&
    after.entries.every((entry, index) => entry === before.entries[index]) &&
    after.archive.length === 0
  )
}
