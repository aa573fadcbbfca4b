import { recordName } from '../core/record-name.ts'
import { type RecordState, type Transition, unchanged, writesOf } from '../core/record-state.ts'
import type { Entry, RecordKey, SyncEvent } from '../core/types.ts'
import type { StoreReads, StoreTx } from '../ports.ts'

/** Some records of one transaction, and what rules have made of them so far. */
export interface Records {
  /** The state that the rules applied so far have led to. */
  of(key: RecordKey): RecordState
  keys(): RecordKey[]
  has(key: RecordKey): boolean
  /** The entries of all these records as they are now. */
  entries(): Entry[]
  /** Applies one more rule to a record. */
  move(key: RecordKey, transition: Transition): void
  /** Writes what has changed, in one go; the facts become events of that time (RFC 3339). */
  write(tx: StoreTx, at: string): Promise<void>
}

/** Reads all that the device holds of some records. */
export async function loadRecords(tx: StoreReads, keys: readonly RecordKey[]): Promise<Records> {
  const unique = [...new Map(keys.map(({ model, id }) => [recordName({ model, id }), { model, id }])).values()]
  const [rows, waiting] = await Promise.all([tx.rows(unique), tx.entriesOf(unique)])
  const entries = groupByName(waiting)
  return recordsFrom(unique.map((key, i) => [key, { row: rows[i], entries: entries.get(recordName(key)) ?? [] }]))
}

function recordsFrom(states: readonly (readonly [RecordKey, RecordState])[]): Records {
  const before = new Map(states.map(([key, state]) => [recordName(key), { key, state }]))
  const after = new Map<string, Transition>()
  const of = (key: RecordKey): RecordState => {
    const state = after.get(recordName(key)) ?? before.get(recordName(key))?.state
    if (!state) throw new Error(`${recordName(key)} was not loaded`)
    return state
  }
  return {
    of,
    keys: () => [...before.values()].map(({ key }) => key),
    has: (key) => before.has(recordName(key)),
    entries: () => [...before.values()].flatMap(({ key }) => of(key).entries),
    move: (key, next) => {
      const so = after.get(recordName(key)) ?? unchanged(of(key))
      const archive = [...so.archive, ...next.archive]
      after.set(recordName(key), { ...next, archive, facts: [...so.facts, ...next.facts] })
    },
    write: async (tx, at) => {
      const moved = [...before.values()].flatMap(({ key, state }) => {
        const transition = after.get(recordName(key))
        return transition ? [{ key, state, transition, writes: writesOf(state, transition) }] : []
      })
      // What has to read comes first: once much is queued for writing, the storage answers late.
      await tx.addEvents(
        moved.flatMap(({ transition }) => transition.facts.map((fact): SyncEvent => ({ at, ...fact }))),
      )
      await tx.deleteEntries(moved.flatMap(({ writes }) => writes.deleteEntries))
      // Only records with entries, before or after, can have an overlay.
      const seen = moved.filter(({ state, transition }) => state.entries.length + transition.entries.length > 0)
      await tx.putVisible(seen.map(({ key, writes: { visible, saw } }) => ({ key, row: visible, saw })))
      await tx.addEntries(moved.flatMap(({ writes }) => writes.addEntries))
      await tx.putRows(moved.flatMap(({ writes }) => writes.rows))
      await tx.putEntries(moved.flatMap(({ writes }) => writes.putEntries))
      await tx.addArchive(moved.flatMap(({ transition }) => transition.archive))
    },
  }
}

/** What belongs to each record, by its name, in the order given. */
export function groupByName<T extends RecordKey>(items: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(recordName(item))
    if (group) group.push(item)
    else groups.set(recordName(item), [item])
  }
  return groups
}
