import { merge } from '../../../contract/merge.ts'
import type { Registry } from '../../../contract/registry.ts'
import { applyPatch, differingFields, type Patch, valueAt } from '../../../contract/value.ts'
import type { PushResult } from '../../../contract/wire/push.ts'
import { rowOfAnswer } from './answer-row.ts'
import { combine, pick } from './combine.ts'
import { backAtBase, fold, sealedOf, unsealedOf, withEntries } from './fold.ts'
import { policyFor } from './policy.ts'
import { reconcile, type Reconciled, type Unsealed } from './reconcile.ts'
import { type Fact, type RecordState, type Transition, unchanged } from './record-state.ts'
import { refuse } from './refuse.ts'
import { liveData } from './replay.ts'
import { withTaken } from './taken.ts'
import type { ArchivedChange, Entry, SealedEntry, ServerRow } from './types.ts'

export interface AnswerContext {
  /** RFC 3339, the server's clock: when the answer came. */
  readonly at: string
  /** The display name of the person of this device, '' if unknown. */
  readonly by: string
  /** The whole outbox: is a missing parent only waiting here? */
  readonly outbox: readonly Entry[]
}

/**
 * Applies the server's result to the sealed entry with that mutation id (docs/spec/core.md, Answers). A result whose
 * entry is gone changes nothing. `RETRY` and `ID_REUSE` change nothing here: see failing.ts and seal.ts.
 */
export function answer(
  models: Registry,
  state: RecordState,
  mutationId: number,
  result: PushResult,
  context: AnswerContext,
): Transition {
  const sealed = sealedOf(state)
  if (sealed?.mutationId !== mutationId) return unchanged(state)
  if (!result.ok && (result.code === 'RETRY' || result.code === 'ID_REUSE')) return unchanged(state)
  const folded = fold(models, state)
  const row = rowOfAnswer(folded.row, sealed, result, context)
  const follower = unsealedOf(folded)
  const after = result.ok
    ? accept(models, folded.row, row, sealed, follower, result, context)
    : result.code === 'SERVER_WINS'
      ? lose(models, row, sealed, follower, result, context)
      : refuse(models, { row, before: folded.row, sealed, follower, result, outbox: context.outbox })
  const back = result.ok || !follower ? [] : backAtBase(sealed, follower.patch, after)
  return { ...after, facts: [...folded.facts, ...after.facts, ...back] }
}

function accept(
  models: Registry,
  before: ServerRow | undefined,
  row: ServerRow | undefined,
  sealed: SealedEntry,
  follower: Unsealed | undefined,
  result: PushResult,
  { at }: AnswerContext,
): Transition {
  const { entry, facts } = rebaseFollower(models, row, sealed, follower)
  const archive = [archived(sealed, sealed.patch, result.new_version ?? 0, at)]
  const merged = result.merged === true ? mergedFacts(before, row, sealed) : []
  return { ...withEntries(row, undefined, entry, [...merged, ...facts]), archive }
}

/** `SERVER_WINS`: some fields lost, the others were applied; a delete lost as a whole. */
function lose(
  models: Registry,
  row: ServerRow | undefined,
  sealed: SealedEntry,
  follower: Unsealed | undefined,
  result: PushResult,
  { at }: AnswerContext,
): Transition {
  const lost = sealed.op === 'delete' ? Object.keys(sealed.base.values) : (result.overridden ?? [])
  const held = Object.keys(sealed.patch).filter((field) => !lost.includes(field))
  const { entry, facts } =
    sealed.op === 'delete' ? undoOf(models, row, sealed, follower) : rebaseFollower(models, row, sealed, follower)
  const archive =
    result.new_version !== undefined && held.length > 0
      ? [archived(sealed, pick(sealed.patch, held), result.new_version, at)]
      : []
  const told: Fact = {
    kind: 'overwritten',
    detail: {
      model: sealed.model,
      id: sealed.id,
      op: sealed.op,
      fields: Object.fromEntries(
        lost.map((field) => [
          field,
          {
            mine: valueAt(sealed.patch, field),
            theirs: valueAt(liveData(row) ?? {}, field),
            kept: 'theirs',
          },
        ]),
      ),
    },
  }
  return { ...withEntries(row, undefined, entry, [told, ...facts]), archive }
}

/** The follower on what its predecessor became: F's base is the answer's version and values, wherever F saw those. */
function rebaseFollower(
  models: Registry,
  row: ServerRow | undefined,
  sealed: SealedEntry,
  follower: Unsealed | undefined,
): Reconciled {
  if (!follower) return { entry: undefined, facts: [] }
  // Undo of a delete that was carried out: a create on the tombstone's version.
  const isUndo = follower.op === 'create' && row?.deleted === true
  const entry = isUndo ? { ...follower, base: { version: row.version, values: {} } } : withBeside(follower, sealed)
  return reconcile(models, row, entry, { mustMove: meetsItself(models, row, sealed, entry) })
}

/** What came in beside the predecessor came in beside the follower too, if that becomes a question. */
function withBeside(follower: Unsealed, { taken }: SealedEntry): Unsealed {
  return taken && follower.op === 'update' ? withTaken(follower, taken) : follower
}

/**
 * Would the follower, judged on its old version, lose a field to its own predecessor? The server cannot tell the two edits of
 * one person from those of two.
 */
function meetsItself(models: Registry, row: ServerRow | undefined, sealed: SealedEntry, follower: Unsealed): boolean {
  const { conflicts } = merge(follower.base.values, follower.patch, liveData(row) ?? {})
  return Object.keys(follower.patch).some(
    (field) =>
      Object.hasOwn(sealed.patch, field) &&
      !conflicts.some((conflict) => conflict.field === field) &&
      ['manual', 'server_wins'].includes(policyFor(models, follower.model, field)),
  )
}

/** A delete that the server did not carry out, and what was entered after it: an update, or nothing. */
function undoOf(
  models: Registry,
  row: ServerRow | undefined,
  sealed: SealedEntry,
  follower: Unsealed | undefined,
): Reconciled {
  const wish = follower && combine(sealed, follower)
  return wish ? reconcile(models, row, { ...follower, ...wish }) : { entry: undefined, facts: [] }
}

function archived(sealed: SealedEntry, patch: Patch, version: number, ackedAt: string): ArchivedChange {
  const { model, id, mutationId, op, base, schema, editedAt } = sealed
  return { model, id, mutationId, op, patch, base, version, schema, editedAt, ackedAt }
}

/** What came in with the answer, beside the change itself: both values. */
function mergedFacts(before: ServerRow | undefined, row: ServerRow | undefined, sealed: SealedEntry): Fact[] {
  const expected = applyPatch(liveData(before) ?? {}, sealed.patch)
  const now = liveData(row) ?? {}
  const fields = differingFields(expected, now).map((field) => [
    field,
    { was: valueAt(expected, field), now: valueAt(now, field) },
  ])
  const { model, id } = sealed
  return [{ kind: 'merged', detail: { model, id, fields: Object.fromEntries(fields) } }]
}
