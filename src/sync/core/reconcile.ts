import { merge } from '../../../contract/merge.ts'
import type { Registry } from '../../../contract/registry.ts'
import { canonicalJson, type Patch, valueAt } from '../../../contract/value.ts'
import { pick, setFields } from './combine.ts'
import { policyFor } from './policy.ts'
import type { Fact } from './record-state.ts'
import { differingJson, rowHolder, sameJson, takenFields, withTaken } from './taken.ts'
import type { Holder, OpenEntry, ParkedEntry, ParkedReason, ServerRow } from './types.ts'

/** An entry that is not under way. */
export type Unsealed = OpenEntry | ParkedEntry

export interface Reconciled {
  /** undefined: the server's row is what was wanted; nothing is left to be sent. */
  readonly entry: Unsealed | undefined
  readonly facts: readonly Fact[]
}

export interface ReconcileOptions {
  /**
   * The entry may not be judged on its old version once more: fields that really differ are decided here, by a person or by
   * their policy.
   */
  readonly mustMove?: boolean
  /** Its version may be of another history, in which the server would see no conflict: a person is asked, by value. */
  readonly asks?: boolean
  /** Who holds the fields in conflict, as an answer told. */
  readonly theirs?: { readonly [field: string]: Holder }
  /** The shadow that the row takes the place of: what it differs in has just been taken over. */
  readonly before?: ServerRow | undefined
}

/**
 * Compares an entry that is not under way with the newest shadow: its base moves if nothing that it changes
 * differs between base and shadow (RB3); otherwise it stays on its version, and the server judges it (RB4).
 */
export function reconcile(
  models: Registry,
  row: ServerRow | undefined,
  entry: Unsealed,
  options: ReconcileOptions = {},
): Reconciled {
  if (!row) return { entry, facts: [] }
  const next = row.deleted ? againstTombstone(row, entry) : againstLiveRow(models, row, entry, options)
  if (!next.entry) return next
  if (canonicalJson(next.entry) === canonicalJson(entry)) return { ...next, entry }
  const left = next.entry.patch
  const done = Object.keys(entry.patch).filter((field) => !Object.hasOwn(left, field))
  return done.length > 0 && next.facts.length === 0 ? { ...next, facts: [settled(entry, row, done)] } : next
}

/** The entry as one that may be sent. */
export function open(entry: Unsealed): OpenEntry {
  if (entry.kind === 'open') return entry
  const { reason: _, ...rest } = entry
  return { ...rest, kind: 'open' }
}

/** The entry as one that needs a person. */
export function park(entry: Unsealed, reason: ParkedReason): ParkedEntry {
  return { ...entry, kind: 'parked', reason }
}

function againstTombstone(row: ServerRow, entry: Unsealed): Reconciled {
  if (entry.op === 'delete') return vanished(entry, row)
  if (entry.op === 'create' && entry.base.version === row.version) return { entry, facts: [] }
  const reason = { kind: 'deleted', serverVersion: row.version, by: row.updatedBy, at: row.updatedAt } as const
  return { entry: park(entry, reason), facts: [] }
}

function againstLiveRow(models: Registry, row: ServerRow, entry: Unsealed, options: ReconcileOptions): Reconciled {
  switch (entry.op) {
    case 'create':
      return againstExisting(row, entry, options)
    case 'update':
      return reconcileUpdate(models, row, entry, options)
    case 'delete':
      return reconcileDelete(models, row, entry, options)
  }
}

/** `ALREADY_EXISTS`: the create is an update that saw nothing; equal fields vanish, the rest is a conflict. */
function againstExisting(row: ServerRow, entry: Unsealed, options: ReconcileOptions): Reconciled {
  const update: Unsealed = { ...entry, op: 'update', base: { version: 0, values: {} } }
  const { patch, conflicts } = merge({}, setFields(entry.patch), row.data)
  const fields = conflicts.map(({ field }) => field)
  const wanted = { ...patch, ...pick(update.patch, fields) }
  if (fields.length > 0) return { entry: parkConflict(row, { ...update, patch: wanted }, fields, options), facts: [] }
  return Object.keys(wanted).length === 0 ? vanished(entry, row) : { entry: moved(row, update, wanted), facts: [] }
}

function reconcileUpdate(models: Registry, row: ServerRow, entry: Unsealed, options: ReconcileOptions): Reconciled {
  // What is damaged can be compared with nothing.
  if (isRefused(entry) && Object.keys(entry.patch).length === 0) return { entry, facts: [] }
  const { patch, conflicts } = merge(entry.base.values, entry.patch, row.data)
  const differing = conflicts.map(({ field }) => field)
  const wanted: Patch = { ...patch, ...pick(entry.patch, differing) }
  if (Object.keys(wanted).length === 0) return vanished(entry, row)
  if (differing.length === 0) return { entry: moved(row, entry, wanted), facts: [] }
  const kept = {
    ...entry,
    patch: wanted,
    base: { ...entry.base, values: pick(entry.base.values, Object.keys(wanted)) },
  }
  if (isRefused(entry)) return { entry: kept, facts: [] }
  const asked = differing.filter((field) => isAsked(models, entry, field))
  if (asked.length > 0 && asksHere(row, entry, options))
    return { entry: parkConflict(row, kept, asked, options), facts: [] }
  if (!options.mustMove) return { entry: withTaken(open(kept), takenFields(row, kept, options.before)), facts: [] }
  const lost = differing.filter((field) => policyFor(models, entry.model, field) === 'server_wins')
  const facts = [overwritten(row, entry, differing, lost)]
  const left = pick(
    wanted,
    Object.keys(wanted).filter((field) => !lost.includes(field)),
  )
  return { entry: Object.keys(left).length === 0 ? undefined : open(moved(row, entry, left)), facts }
}

function reconcileDelete(models: Registry, row: ServerRow, entry: Unsealed, options: ReconcileOptions): Reconciled {
  const base = { version: row.version, values: row.data }
  const differing = entry.base.version === row.version ? [] : differingJson(entry.base.values, row.data)
  if (isRefused(entry)) return { entry: differing.length === 0 ? { ...entry, base } : entry, facts: [] }
  if (differing.length === 0) return { entry: { ...open(entry), base }, facts: [] }
  const policy = policyFor(models, entry.model)
  if ((policy === 'manual' || isConflict(entry)) && asksHere(row, entry, options))
    return { entry: parkConflict(row, entry, differing, options), facts: [] }
  if (!options.mustMove) return { entry: open(entry), facts: [] }
  const facts = [overwritten(row, entry, differing, policy === 'server_wins' ? differing : [])]
  return { entry: policy === 'server_wins' ? undefined : { ...open(entry), base }, facts }
}

function moved(row: ServerRow, entry: Unsealed, patch: Patch): Unsealed {
  const base = { version: row.version, values: pick(row.data, Object.keys(patch)) }
  const next = withTaken({ ...entry, patch, base }, {})
  return isRefused(next) ? next : open(next)
}

function parkConflict(
  row: ServerRow,
  entry: Unsealed,
  fields: readonly string[],
  options: ReconcileOptions,
): ParkedEntry {
  const asked = isConflict(entry) ? entry.reason : undefined
  const holderOf = (field: string): Holder => {
    const told = options.theirs && Object.hasOwn(options.theirs, field) ? options.theirs[field] : undefined
    const stays = asked && sameJson(asked.serverData, row.data, field)
    return told ?? (stays ? asked.theirs[field] : undefined) ?? rowHolder(row, entry, field, options.before)
  }
  const taken = entry.op === 'update' ? takenFields(row, entry, options.before) : {}
  return park(withTaken(entry, {}), {
    kind: 'conflict',
    serverVersion: row.version,
    serverData: row.data,
    fields: [...fields].sort(),
    theirs: Object.fromEntries(fields.map((field) => [field, holderOf(field)])),
    ...(Object.keys(taken).length > 0 ? { taken } : {}),
  })
}

/** What is a question stays one; and a version that is not below the row's saw another history. */
function asksHere(row: ServerRow, entry: Unsealed, { mustMove, asks }: ReconcileOptions): boolean {
  return mustMove === true || asks === true || isConflict(entry) || entry.base.version >= row.version
}

/** Does this field need a person, or was it asked before? */
function isAsked(models: Registry, entry: Unsealed, field: string): boolean {
  return (
    policyFor(models, entry.model, field) === 'manual' || (isConflict(entry) && entry.reason.fields.includes(field))
  )
}

type ConflictEntry = ParkedEntry & { readonly reason: Extract<ParkedReason, { kind: 'conflict' }> }

function isConflict(entry: Unsealed): entry is ConflictEntry {
  return entry.kind === 'parked' && entry.reason.kind === 'conflict'
}

/** A refused or failed entry stays one until a person takes it up. */
function isRefused(entry: Unsealed): boolean {
  return entry.kind === 'parked' && (entry.reason.kind === 'refused' || entry.reason.kind === 'failed')
}

function vanished(entry: Unsealed, row: ServerRow): Reconciled {
  return { entry: undefined, facts: [settled(entry, row, Object.keys(entry.patch))] }
}

/** The server's row is already what these fields were meant to be, or they are back at what they were. */
function settled({ model, id, op, patch }: Unsealed, { version }: ServerRow, fields: readonly string[]): Fact {
  return { kind: 'settled', detail: { model, id, op, version, mine: pick(patch, fields) } }
}

function overwritten(row: ServerRow, entry: Unsealed, fields: readonly string[], lost: readonly string[]): Fact {
  const values = fields.map((field) => [
    field,
    {
      mine: entry.op === 'delete' ? null : valueAt(entry.patch, field),
      theirs: valueAt(row.data, field),
      kept: lost.includes(field) ? 'theirs' : 'mine',
    },
  ])
  const { model, id, op } = entry
  return { kind: 'overwritten', detail: { model, id, op, fields: Object.fromEntries(values) } }
}
