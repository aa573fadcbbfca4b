import type { Registry } from '../../../contract/registry.ts'
import { applyPatch, type Data, type Patch, sameValue, valueAt } from '../../../contract/value.ts'
import { join, pick, prune, setFields, type Wish } from './combine.ts'
import { open, reconcile, type Unsealed } from './reconcile.ts'
import { type Fact, type RecordState, type Transition, unchanged } from './record-state.ts'
import { liveData, replay } from './replay.ts'
import type { Entry, RecordKey, SavedEntry, SealedEntry, ServerRow } from './types.ts'

/**
 * Takes every `saved` entry of a record into its one unsealed entry, and compares the outcome with the shadow.
 * Idempotent: a record without saved entries comes back unchanged.
 */
export function fold(models: Registry, state: RecordState): Transition {
  const saved = state.entries.filter((entry) => entry.kind === 'saved')
  const [first] = saved
  if (!first) return unchanged(state)
  const sealed = sealedOf(state)
  const taken = takeAll(state.row, sealed, unsealedOf(state), saved)
  const mine = taken && pruned(taken)
  const asks = saved.some((entry) => entry.asks)
  const { entry, facts } = mine && !sealed ? reconcile(models, state.row, mine, { asks }) : { entry: mine, facts: [] }
  const after = withEntries(state.row, sealed, entry, mine ? facts : [cancelled(saved.reduce((_, latest) => latest))])
  const last = saved.reduce<Patch>((values, { patch }) => ({ ...values, ...patch }), {})
  return { ...after, facts: [...after.facts, ...backAtBase(first, last, after)] }
}

/** The record's entry under way. There is at most one. */
export function sealedOf({ entries }: Pick<RecordState, 'entries'>): SealedEntry | undefined {
  return entries.find((entry) => entry.kind === 'sealed')
}

/** The record's entry that is not under way. There is at most one. */
export function unsealedOf({ entries }: Pick<RecordState, 'entries'>): Unsealed | undefined {
  return entries.find((entry) => entry.kind === 'open' || entry.kind === 'parked')
}

/** A transition to what one record may hold. */
export function withEntries(
  row: ServerRow | undefined,
  sealed: SealedEntry | undefined,
  mine: Unsealed | undefined,
  facts: readonly Fact[],
): Transition {
  const entries: Entry[] = []
  if (sealed) entries.push(sealed)
  if (mine) entries.push(mine)
  return { row, entries, archive: [], facts }
}

/**
 * A field that was edited back to its base is no change; if the server has another value by now, that one is seen, and both are
 * told.
 * @param last what the person entered last
 */
export function backAtBase({ model, id }: RecordKey, last: Patch, after: Transition): Fact[] {
  const seen = after.entries.length > 0 ? replay(after)?.data : liveData(after.row)
  if (!seen) return []
  const fields = Object.entries(last)
    .map(([field, mine]) => ({ field, mine, theirs: valueAt(seen, field), kept: 'theirs' }))
    .filter(({ mine, theirs }) => !sameValue(mine, theirs))
    .map(({ field, ...values }) => [field, values])
  const detail = { model, id, op: 'update', fields: Object.fromEntries(fields) }
  return fields.length > 0 ? [{ kind: 'overwritten', detail }] : []
}

/** A create that makes a deleted record anew: all it last held and was meant to hold, on the tombstone's version. */
export function restoring(row: ServerRow | undefined, tombstoneVersion: number, mine: Wish): Wish {
  const kept = mine.op === 'create' ? {} : (row?.last ?? mine.base.values)
  return { op: 'create', patch: applyPatch(kept, mine.patch), base: { version: tombstoneVersion, values: {} } }
}

/** A form that was still open takes back the delete of what was never sent, too: it showed the whole record. */
function takeAll(
  row: ServerRow | undefined,
  sealed: SealedEntry | undefined,
  unsealed: Unsealed | undefined,
  saved: readonly SavedEntry[],
): Unsealed | undefined {
  let mine = unsealed
  let deleted: Unsealed | undefined
  for (const entry of saved) {
    const before = mine ?? (entry.op === 'update' ? deleted : undefined)
    mine = take(row, sealed, before, entry)
    deleted = mine ? undefined : before
  }
  return mine
}

function take(
  row: ServerRow | undefined,
  sealed: SealedEntry | undefined,
  mine: Unsealed | undefined,
  saved: SavedEntry,
): Unsealed | undefined {
  const then = asSeen(row, sealed, mine, saved)
  const { editedAt, schema } = saved
  if (!mine) {
    const wish = sealed ? follow(sealed, then) : then
    return wish && { ...basics(saved), ...wish, kind: 'open' }
  }
  const wish = isRestored(mine, saved) ? restored(row, mine, then) : join(mine, then)
  if (!wish) return undefined
  // The older of the two: what was written under it is still to be lifted (F22).
  const next: Unsealed = { ...unconfirmed(mine), ...wish, editedAt, schema: Math.min(mine.schema, schema) }
  return staysQuestion(mine, wish) ? next : takenUp(next)
}

/** Without what is back at its base: only now, since all that was saved is in it. */
function pruned(mine: Unsealed): Unsealed | undefined {
  const wish = prune(mine)
  return wish && { ...mine, patch: wish.patch, base: wish.base }
}

/** What the person said may leave was what they saw then. */
export function unconfirmed<E extends Unsealed>(entry: E): E {
  if (!entry.confirmed) return entry
  const { confirmed: _, ...rest } = entry
  // Without an optional member it is still one.
  return rest as E
}

/** A conflict stays a conflict; a refused or failed entry is ready again, under a new id. */
function staysQuestion(mine: Unsealed, wish: Wish): boolean {
  if (mine.kind === 'open') return true
  return mine.reason.kind === 'conflict' || (mine.reason.kind === 'deleted' && wish.op === 'update')
}

function takenUp(entry: Unsealed): Unsealed {
  const { lastError: _, ...rest } = open(entry)
  return { ...rest, attempts: 0 }
}

/** The record was deleted on the server under an edit, and is now entered again: that is the restore. */
function isRestored(mine: Unsealed, saved: SavedEntry): boolean {
  return mine.kind === 'parked' && mine.reason.kind === 'deleted' && saved.op === 'create'
}

function restored(row: ServerRow | undefined, mine: Unsealed, then: Wish): Wish {
  const whole = restoring(row, row?.version ?? 0, mine)
  return { ...whole, patch: applyPatch(setFields(whole.patch), then.patch) }
}

/**
 * The save on the values that it will be judged by: what the form showed may have been an edit that still waits, or waited
 * then. A field that the change under way sets: its value; else, if the server's row did not move since the form read it, the
 * row's; else what the form showed.
 */
function asSeen(
  row: ServerRow | undefined,
  sealed: SealedEntry | undefined,
  mine: Unsealed | undefined,
  saved: SavedEntry,
): Wish {
  const { op, patch, base } = saved
  const data = liveData(row)
  // What is created over a change that is not a delete is an update of it.
  const isEdit = op !== 'create' || (mine ?? sealed ?? saved).op === 'update' || (!mine && sealed?.op === 'create')
  if (!isEdit) {
    // Entered again after its delete was acknowledged: undo.
    const version = row?.deleted && base.version === 0 ? row.version : base.version
    return { op, patch, base: { version, values: {} } }
  }
  const read = op === 'create' ? (row?.version ?? 0) : base.version
  // A record whose create is under way holds what that says; a form may have shown more before.
  const told = sealed?.op === 'create' ? {} : base.values
  const shown: Data = row && data && read === row.version ? data : told
  const above = sealed && sealed.op !== 'delete' ? sealed : undefined
  const seen = above ? applyPatch(shown, above.patch) : shown
  // What the row held beneath the change under way was not seen: of those fields that one's version was, whatever came since.
  const isAbove = above && (op === 'delete' || Object.keys(patch).some((field) => Object.hasOwn(above.patch, field)))
  const version = isAbove ? Math.min(read, above.base.version) : read
  if (op === 'delete') return { op, patch, base: { version, values: seen } }
  return { op: 'update', patch, base: { version, values: pick(seen, Object.keys(patch)) } }
}

/** The first edit after a change that is under way. */
function follow(sealed: SealedEntry, then: Wish): Wish | undefined {
  if (sealed.op !== 'delete') return then
  if (then.op === 'delete') return undefined
  return then.op === 'create' ? then : restoring(undefined, 0, { ...then, base: sealed.base })
}

function basics({ key, model, id, schema, editedAt }: SavedEntry) {
  return { key, model, id, schema, editedAt, attempts: 0 }
}

/** What the person did has undone itself: nothing is sent. Of a record that so never left, this alone still tells what it held. */
function cancelled({ model, id, op, base }: SavedEntry): Fact {
  return { kind: 'cancelled', detail: { model, id, op, mine: op === 'delete' ? base.values : {} } }
}
