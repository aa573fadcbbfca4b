import type { Registry } from '../../../contract/registry.ts'
import type { Entry, OpenEntry, RecordKey, SealedEntry } from './types.ts'

export interface BatchLimits {
  readonly changesMax: number
  /** UTF-8 bytes of the changes' JSON; a single change always goes. */
  readonly bytesMax: number
}

/** An open entry that may not leave yet, and the record whose pending entry it waits for (its own for a follower). */
export interface Held {
  readonly entry: OpenEntry
  readonly waitsFor: RecordKey
}

export interface Plan {
  /** What leaves next, in this order: sealed ones with their bytes, open ones to be sealed now. */
  readonly batch: readonly (OpenEntry | SealedEntry)[]
  readonly held: readonly Held[]
  /** Does anything that may leave remain after this batch? */
  readonly more: boolean
}

/** Which entries leave and in what order. @param outbox all entries, folded (saved ones are left alone) */
export function plan(_models: Registry, _outbox: readonly Entry[], _limits: BatchLimits): Plan {
  throw new Error('not written yet')
}

/** The pending entries that refer to a record which exists on this device only: what is lost with its create. */
export function childrenOf(_models: Registry, _outbox: readonly Entry[], _record: RecordKey): readonly Entry[] {
  throw new Error('not written yet')
}
