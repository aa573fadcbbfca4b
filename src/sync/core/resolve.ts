import type { Registry } from '../../../contract/registry.ts'
import { type Data, type Patch, type Value, valueAt } from '../../../contract/value.ts'
import { pick, type Wish } from './combine.ts'
import { fold, restoring, sealedOf, unconfirmed, unsealedOf, withEntries } from './fold.ts'
import { open, reconcile, type Unsealed } from './reconcile.ts'
import type { Fact, RecordState, Transition } from './record-state.ts'
import { liveData } from './replay.ts'
import type { ParkedEntry, ParkedReason, ServerRow } from './types.ts'

/** How a person decided about a parked or waiting entry. */
export type PersonsDecision =
  /**
   * A value per field in conflict, `null` clears. A field without one stays a question. A field that merged by itself may be
   * decided too: that undoes it.
   * `seen`: the server's data that the dialog showed; a field that has moved since is asked again (WP16). Absent: the newest.
   */
  | { readonly kind: 'merge'; readonly values: { readonly [field: string]: Value | null }; readonly seen?: Data }
  /** Deleted there, changed here: create it again with my changes. Deleted here, changed there: delete anyway. */
  | { readonly kind: 'insist' }
  /** Take the change back; the server's row is seen again. */
  | { readonly kind: 'discard' }
  /** Send a refused or failed change again. */
  | { readonly kind: 'retry' }

export type Decided =
  | { readonly kind: 'decided'; readonly transition: Transition }
  /** It was sent and not yet answered. */
  | { readonly kind: 'inFlight' }
  /** There is no such entry (any more), or this decision is none that it asks for. */
  | { readonly kind: 'notAsked' }

type Conflict = Extract<ParkedReason, { kind: 'conflict' }>

/** Applies a person's decision to the entry with that key. @param editedAt RFC 3339, device clock */
export function decide(
  models: Registry,
  state: RecordState,
  key: number,
  decision: PersonsDecision,
  editedAt: string,
): Decided {
  const named = state.entries.find((entry) => entry.key === key)
  const folded = fold(models, state)
  // A save that was not folded yet is part of the record's one unsealed entry by now.
  const mine = unsealedOf(folded)
  if (named?.kind === 'sealed') return { kind: 'inFlight' }
  if (!named || !mine) return { kind: 'notAsked' }
  const { row } = folded
  const sealed = sealedOf(folded)
  if (decision.kind === 'discard') {
    return decided(withEntries(row, sealed, undefined, [...folded.facts, discarded(row, mine)]))
  }
  const ready = mine.kind === 'parked' ? taken(row, mine, decision) : undefined
  if (!ready) return { kind: 'notAsked' }
  const { lastError: _, ...next } = { ...asConfirmed(ready, decision), attempts: 0, editedAt }
  const { entry, facts } = reconcile(models, row, next, { mustMove: decision.kind !== 'retry' })
  return decided(withEntries(row, sealed, entry, [...folded.facts, ...facts, resolved(mine, entry, decision)]))
}

/** To try again is to send; any other decision makes another change, which has to be confirmed as such. */
function asConfirmed(entry: Unsealed, { kind }: PersonsDecision): Unsealed {
  return kind === 'retry' ? { ...entry, confirmed: true } : unconfirmed(entry)
}

function decided(transition: Transition): Decided {
  return { kind: 'decided', transition }
}

/** The entry with the decision in it; undefined if it does not ask for such a decision. */
function taken(
  row: ServerRow | undefined,
  mine: ParkedEntry,
  decision: Exclude<PersonsDecision, { kind: 'discard' }>,
): Unsealed | undefined {
  const { reason } = mine
  switch (decision.kind) {
    case 'merge':
      return reason.kind === 'conflict' && mine.op === 'update'
        ? merged(mine, decidable(mine, reason), decision.values, decision.seen ?? reason.serverData)
        : undefined
    case 'insist': {
      const wish = insisted(row, mine)
      return wish && { ...open(mine), ...wish }
    }
    case 'retry':
      return reason.kind === 'refused' || reason.kind === 'failed' ? open(mine) : undefined
  }
}

/** The fields in conflict, and those that merged by themselves: ours that go on, theirs that were taken over. */
function decidable({ patch }: ParkedEntry, { fields, taken = {} }: Conflict): string[] {
  return [...fields, ...Object.keys(patch), ...Object.keys(taken)]
}

/** A decided field has seen the server's value (WP16): only if it moves again is it asked again. */
function merged(mine: ParkedEntry, fields: readonly string[], values: Patch, shown: Data): ParkedEntry {
  const chosen = pick(values, fields)
  const decidedFields = Object.keys(chosen)
  const untouched = Object.keys(mine.base.values).filter((field) => !decidedFields.includes(field))
  return {
    ...mine,
    patch: { ...mine.patch, ...chosen },
    base: { ...mine.base, values: { ...pick(mine.base.values, untouched), ...pick(shown, decidedFields) } },
  }
}

function insisted(row: ServerRow | undefined, mine: ParkedEntry): Wish | undefined {
  const { reason, op } = mine
  if (reason.kind === 'deleted') return restoring(row, reason.serverVersion, mine)
  if (reason.kind !== 'conflict' || op !== 'delete') return undefined
  return { op, patch: {}, base: { version: reason.serverVersion, values: reason.serverData } }
}

function discarded(row: ServerRow | undefined, { model, id, op, patch, base }: Unsealed): Fact {
  const theirs = pick(liveData(row) ?? {}, op === 'update' ? Object.keys(patch) : Object.keys(liveData(row) ?? {}))
  return { kind: 'discarded', detail: { model, id, op, mine: patch, base: base.values, theirs } }
}

function resolved(before: Unsealed, after: Unsealed | undefined, decision: PersonsDecision): Fact {
  const { model, id, op, patch, base } = before
  const conflict = before.kind === 'parked' && before.reason.kind === 'conflict' ? before.reason : undefined
  const theirs = conflict?.serverData ?? {}
  const left = after?.op === 'update' ? after.patch : {}
  const undone = Object.keys(conflict?.taken ?? {}).filter((field) => Object.hasOwn(left, field))
  const fields = [...Object.keys(patch), ...undone].map((field) => [
    field,
    {
      base: valueAt(base.values, field),
      mine: valueAt(patch, field),
      theirs: valueAt(theirs, field),
      chosen: after && Object.hasOwn(after.patch, field) ? valueAt(after.patch, field) : valueAt(theirs, field),
    },
  ])
  const detail = { model, id, op, decision: decision.kind, fields: Object.fromEntries(fields) }
  return { kind: 'resolved', detail: conflict ? { ...detail, asked: [...conflict.fields, ...undone] } : detail }
}
