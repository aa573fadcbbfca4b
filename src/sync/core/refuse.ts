import type { Registry } from '../../../contract/registry.ts'
import type { PushResult } from '../../../contract/wire/push.ts'
import { readData } from './answer-row.ts'
import { combine } from './combine.ts'
import { unconfirmed, withEntries } from './fold.ts'
import { waitsForCreate } from './references.ts'
import { park, reconcile, type ReconcileOptions, type Unsealed } from './reconcile.ts'
import type { Fact, Transition } from './record-state.ts'
import { sameJson } from './taken.ts'
import type { Entry, Holder, OpenEntry, ParkedReason, SealedEntry, ServerRow } from './types.ts'

export interface Refusal {
  readonly row: ServerRow | undefined
  /** The shadow before the answer. */
  readonly before: ServerRow | undefined
  readonly sealed: SealedEntry
  readonly follower: Unsealed | undefined
  readonly result: PushResult
  readonly outbox: readonly Entry[]
}

/** The change is taken back with what was edited meanwhile, and needs a person, unless it settles itself. */
export function refuse(models: Registry, refusal: Refusal): Transition {
  const { row, before, sealed, result } = refusal
  const mine = unseal(sealed, refusal.follower)
  if (!mine) return withEntries(row, undefined, undefined, [gone(sealed, result)])
  const { entry, facts } = reconcile(models, row, judged(models, mine, refusal), {
    ...optionsOf(result, row),
    before,
  })
  const after = entry?.kind === 'open' && isStuck(sealed, entry, result) ? park(entry, reasonOf(result)) : entry
  return withEntries(row, undefined, after, [...facts, ...factsOf(after, result)])
}

/** A sealed entry taken back, folded with the edits made meanwhile. @returns undefined if together they are nothing */
export function unseal(sealed: SealedEntry, follower: Unsealed | undefined): Unsealed | undefined {
  const {
    kind: _,
    mutationId: __,
    body: ___,
    retries: ____,
    failedAlone: _____,
    toldTooLarge: ______,
    othersThrough: _______,
    ...rest
  } = sealed
  if (!follower) return { ...rest, kind: 'open' }
  const wish = combine(sealed, follower)
  const schema = Math.min(rest.schema, follower.schema)
  const mine: OpenEntry = { ...rest, kind: 'open', schema, editedAt: follower.editedAt }
  return wish && { ...(follower.confirmed ? mine : unconfirmed(mine)), ...wish }
}

/** Compared with the row that the answer told, it becomes a question, or none; any other refusal is a question as it is. */
function judged(models: Registry, mine: Unsealed, { row, sealed, result, outbox }: Refusal): Unsealed {
  // A refused delete that was taken back: what was edited with it was never refused.
  if (sealed.op === 'delete' && mine.op !== 'delete') return mine
  switch (result.code) {
    case 'VERSION_CONFLICT':
    case 'ALREADY_EXISTS':
      return result.server_data && row ? mine : park(mine, reasonOf(result))
    case 'DELETED':
      return row ? mine : park(mine, reasonOf(result))
    case 'MISSING_REFERENCE':
    case 'NOT_FOUND':
      // Its parent's create was refused in the same batch: it leaves by itself once the parent is there.
      return waitsForCreate(models, outbox, mine, Object.keys(result.fields ?? {}))
        ? mine
        : park(mine, reasonOf(result))
    default:
      return park(mine, reasonOf(result))
  }
}

/** An answer may come late, after a pull: who held a field then does not hold what another has entered since. */
function optionsOf(result: PushResult, row: ServerRow | undefined): ReconcileOptions {
  const data = result.server_data ? readData(result.server_data) : {}
  const told = Object.entries(result.theirs ?? {}).filter(([field]) => row && sameJson(row.data, data, field))
  const theirs = told.map(([field, { version, updated_by, updated_at }]) => {
    const holder: Holder = { version, by: updated_by, at: updated_at }
    return [field, holder] as const
  })
  return { mustMove: result.code === 'VERSION_CONFLICT', theirs: Object.fromEntries(theirs) }
}

function reasonOf({ code = 'UNKNOWN', message = '', fields = {}, count }: PushResult): ParkedReason {
  return { kind: 'refused', code, message, fields, ...(count === undefined ? {} : { count }) }
}

/** A question that dissolves must leave as another change, or the same answer would come for ever. */
function isStuck(sealed: SealedEntry, entry: Unsealed, { code }: PushResult): boolean {
  const isSame = entry.base.version === sealed.base.version && entry.op === sealed.op
  return isSame && (code === 'VERSION_CONFLICT' || code === 'DELETED')
}

function factsOf(entry: Unsealed | undefined, result: PushResult): Fact[] {
  if (entry?.kind !== 'parked') return []
  const { model, id, op, reason, patch, base } = entry
  return [{ kind: 'parked', detail: { model, id, op, code: result.code, reason, patch, base } }]
}

function gone({ model, id, op, patch }: SealedEntry, { code }: PushResult): Fact {
  return { kind: 'cancelled', detail: { model, id, op, patch, code } }
}
