import { addToDigest, removeFromDigest } from '../../contract/digest.ts'
import type { JudgedRow } from '../../contract/judge.ts'
import type { Data, Patch } from '../../contract/value.ts'
import type { RecordRow } from '../storage/tables.ts'
import type { Author } from './author.ts'
import { type Batch, digestOf } from './batch.ts'
import { changeLine, decisionLine, type Effect, lossLine } from './history-lines.ts'
import { targetsOf, uniqueKey, uniquesOf } from './keys.ts'
import { type Settled, settleConflict } from './open-conflicts.ts'
import type { ParsedChange } from './parse-change.ts'
import { recordHash, rowToColumns } from './record.ts'

/** Takes a change that holds into the batch: the next seq, the record, a line of history, and all that is derived. */
export function applyToBatch(batch: Batch, author: Author, parsed: ParsedChange, effect: Effect): void {
  const { model, change, key } = parsed
  const known = batch.records.get(key)
  const before = live(effect.before)
  const after = live(effect.after)
  batch.seq += 1
  const record = nextRecord(batch, author, parsed, known, effect.after)
  const settled = settleConflict(batch, parsed, effect.after)
  batch.added.changes.push(changeLine(author, parsed, record, effect, settled))
  batch.records.set(key, record)
  const first = batch.added.records.get(key)
  batch.added.records.set(key, { model, id: change.id, before: first ? first.before : before, after })
  moveConstraints(batch, parsed, before ?? {}, after ?? {})
  const digest = digestOf(batch, model.name)
  const without = known && before ? removeFromDigest(digest, recordHash(known)) : digest
  batch.digests.set(model.name, after ? addToDigest(without, recordHash(record)) : without)
}

/** A change that lost in every field by policy: it gets no seq and no version, but its values stay in the history (WP15). */
export function addLoss(batch: Batch, author: Author, parsed: ParsedChange, lost: Patch): void {
  const record = batch.records.get(parsed.key)
  if (record) batch.added.losses.push(lossLine(author, parsed, record, lost))
}

/** A person whose change was refused chose the server's values: no seq, no version, but theirs stay, and who decided. */
export function addDecision(batch: Batch, author: Author, parsed: ParsedChange, { lost, decided }: Settled): void {
  const record = batch.records.get(parsed.key)
  if (record && Object.keys(lost).length > 0) {
    batch.added.losses.push(decisionLine(author, parsed, record, lost, decided))
  }
}

function live(row: JudgedRow | undefined): Data | undefined {
  return row && !row.deleted ? row.data : undefined
}

function nextRecord(
  batch: Batch,
  author: Author,
  { model, change }: ParsedChange,
  known: RecordRow | undefined,
  after: JudgedRow,
): RecordRow {
  const { data, fieldVersions } = rowToColumns(after)
  return {
    scope: batch.scope.scope,
    model: model.name,
    id: change.id,
    version: after.version,
    seq: batch.seq,
    deleted: after.deleted ? 1 : 0,
    data,
    field_versions: fieldVersions,
    created_at: known?.created_at ?? author.now,
    created_by: known?.created_by ?? author.sender.by,
    updated_at: author.now,
    updated_by: author.sender.by,
    device_id: author.deviceId,
  }
}

function moveConstraints(
  { refCounts, holders }: Batch,
  { model, change }: ParsedChange,
  before: Data,
  after: Data,
): void {
  for (const { key } of targetsOf(model, change.id, before)) refCounts.set(key, (refCounts.get(key) ?? 0) - 1)
  for (const { key } of targetsOf(model, change.id, after)) refCounts.set(key, (refCounts.get(key) ?? 0) + 1)
  for (const { field, hash } of uniquesOf(model, before)) holders.delete(uniqueKey(model.name, field, hash))
  for (const { field, hash } of uniquesOf(model, after)) holders.set(uniqueKey(model.name, field, hash), change.id)
}
