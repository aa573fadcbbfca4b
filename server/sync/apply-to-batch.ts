import { addToDigest, removeFromDigest, rowHash } from '../../contract/digest.ts'
import type { JudgedRow } from '../../contract/judge.ts'
import { policyOf } from '../../contract/model.ts'
import { type Data, type Patch, type Value, valueAt } from '../../contract/value.ts'
import type { RecordRow } from '../storage/tables.ts'
import type { Author } from './author.ts'
import { type Batch, digestOf } from './batch.ts'
import { keyOf, targetsOf, uniqueKey, uniquesOf } from './keys.ts'
import { type Decided, settleConflict } from './open-conflicts.ts'
import type { ParsedChange } from './parse-change.ts'
import { rowToColumns } from './record.ts'

export interface Effect {
  readonly before: JudgedRow | undefined
  readonly after: JudgedRow
  /** The fields that differ. */
  readonly touched: readonly string[]
  /** Values of the change that lost, and values of the server that it beat (WP15). */
  readonly lost: Patch
  readonly beaten: Patch
}

/** Takes a change that holds into the batch: the next seq, the record, a line of history, and all that is derived. */
export function applyToBatch(batch: Batch, author: Author, parsed: ParsedChange, effect: Effect): void {
  const { model, change } = parsed
  const { after, touched } = effect
  const before = live(effect.before)
  const key = keyOf(model.name, change.id)
  const settled = settleConflict(batch, parsed, after)
  batch.seq += 1
  batch.added.changes.push({
    ...historyBasics(batch, author, parsed, batch.seq, after.version),
    tag: author.tag,
    detail: detail({
      before: pick(before ?? {}, touched),
      after: pick(after.data, touched),
      lost: { ...settled.lost, ...effect.lost },
      beaten: effect.beaten,
      decided: { ...decidedBy(parsed, { ...effect.lost, ...effect.beaten }), ...settled.decided },
    }),
  })
  const record = nextRecord(batch, author, parsed, after)
  batch.records.set(key, record)
  const first = batch.added.records.get(key)
  batch.added.records.set(key, { model, id: change.id, before: first ? first.before : before, after: live(after) })
  countTargets(batch, parsed, before, -1)
  countTargets(batch, parsed, live(after), 1)
  for (const { field, hash } of uniquesOf(model, before ?? {})) batch.holders.delete(uniqueKey(model.name, field, hash))
  for (const { field, hash } of uniquesOf(model, after.data)) {
    batch.holders.set(uniqueKey(model.name, field, hash), change.id)
  }
  updateDigest(batch, parsed, effect)
}

/** A change of which a policy took nothing: no seq, no version, but its values stay (WP15). */
export function addLoss(batch: Batch, author: Author, parsed: ParsedChange, row: JudgedRow, lost: Patch): void {
  const record = batch.records.get(keyOf(parsed.model.name, parsed.change.id))
  const decided = parsed.change.op === 'delete' ? { '*': policyOf(parsed.model) } : decidedBy(parsed, lost)
  batch.added.losses.push({
    ...historyBasics(batch, author, parsed, record?.seq ?? batch.seq, row.version),
    word: author.randomWord(),
    detail: detail({ before: {}, after: {}, lost, beaten: {}, decided }),
  })
}

function live(row: JudgedRow | undefined): Data | undefined {
  return row && !row.deleted ? row.data : undefined
}

function historyBasics(batch: Batch, author: Author, parsed: ParsedChange, seq: number, version: number) {
  return {
    scope: batch.scope.scope,
    seq,
    model: parsed.model.name,
    id: parsed.change.id,
    version,
    op: parsed.change.op,
    user_id: author.userId,
    updated_by: author.sender.by,
    device_id: author.deviceId,
    updated_at: author.now,
    edited_at: parsed.editedAt,
  }
}

/** JSON of the members that say something; `before` and `after` always do. */
function detail(members: { before: Data; after: Data; lost: Patch; beaten: Patch; decided: Decided }): string {
  const { before, after, lost, beaten, decided } = members
  return JSON.stringify({
    before,
    after,
    lost: unlessEmpty(lost),
    beaten: unlessEmpty(beaten),
    decided: unlessEmpty(decided),
  })
}

function unlessEmpty<T extends object>(values: T): T | undefined {
  return Object.keys(values).length > 0 ? values : undefined
}

function pick(data: Data, fields: readonly string[]): Data {
  const picked: { [field: string]: Value } = {}
  for (const field of fields) {
    const value = valueAt(data, field)
    if (value !== null) picked[field] = value
  }
  return picked
}

function decidedBy({ model, change }: ParsedChange, disputed: Patch): Decided {
  const policy = (field: string) => policyOf(model, change.op === 'delete' ? undefined : field)
  return Object.fromEntries(Object.keys(disputed).map((field) => [field, policy(field)]))
}

function nextRecord(batch: Batch, author: Author, { model, change }: ParsedChange, after: JudgedRow): RecordRow {
  const known = batch.records.get(keyOf(model.name, change.id))
  return {
    scope: batch.scope.scope,
    model: model.name,
    id: change.id,
    seq: batch.seq,
    ...rowToColumns(after),
    created_at: known?.created_at ?? author.now,
    created_by: known?.created_by ?? author.sender.by,
    updated_at: author.now,
    updated_by: author.sender.by,
    device_id: author.deviceId,
  }
}

function countTargets(batch: Batch, { model, change }: ParsedChange, data: Data | undefined, step: 1 | -1): void {
  for (const { key } of targetsOf(model, change.id, data ?? {})) {
    batch.refCounts.set(key, (batch.refCounts.get(key) ?? 0) + step)
  }
}

function updateDigest(batch: Batch, { model, change }: ParsedChange, { before, after }: Effect): void {
  let digest = digestOf(batch, model.name)
  if (before && !before.deleted) {
    digest = removeFromDigest(digest, rowHash(model.name, change.id, before.version, before.data))
  }
  if (!after.deleted) digest = addToDigest(digest, rowHash(model.name, change.id, after.version, after.data))
  batch.digests.set(model.name, digest)
}
