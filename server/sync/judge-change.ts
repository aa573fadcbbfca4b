import { type JudgedRow, judge, touchedFields, type Verdict } from '../../contract/judge.ts'
import type { PushResult } from '../../contract/wire/push.ts'
import type { RecordRow } from '../storage/tables.ts'
import { addDecision, addLoss, applyToBatch } from './apply-to-batch.ts'
import type { Author } from './author.ts'
import type { Batch } from './batch.ts'
import { brokenConstraint } from './constraints.ts'
import { noteConflict, settleConflict } from './open-conflicts.ts'
import type { ParsedChange } from './parse-change.ts'
import { recordToRow } from './record.ts'
import { lastChange, refuse, serverRow } from './result.ts'
import { formatTime } from './time.ts'

/** Judges one change on the batch as earlier changes left it, and applies it to the batch if it holds (WP12–WP17). */
export function judgeChange(batch: Batch, author: Author, parsed: ParsedChange): PushResult {
  const { model, change, key, lifted } = parsed
  const record = batch.records.get(key)
  const row = record && recordToRow(record)
  const verdict = judge(model, row, change, author.sender)
  switch (verdict.kind) {
    case 'missing':
      return refuse('NOT_FOUND', 'there is no such record')
    case 'deleted':
      return refuse('DELETED', 'the record was deleted', { server_version: row?.version, ...lastChange(record) })
    case 'exists':
      return refuse('ALREADY_EXISTS', 'a record with this id holds other data', serverRow(row))
    case 'conflict':
      noteConflict(batch, author, parsed, verdict.conflicts)
      return conflictResult(verdict, row, record)
    case 'unchanged':
      if (change.op === 'update') addDecision(batch, author, parsed, settleConflict(batch, parsed, row))
      else settleConflict(batch, parsed)
      return { ok: true, new_version: verdict.version, ...mergedRow(verdict.merged || lifted, row) }
    case 'applied':
    case 'overridden':
      return applyVerdict(batch, author, parsed, verdict, row)
  }
}

function applyVerdict(
  batch: Batch,
  author: Author,
  parsed: ParsedChange,
  verdict: Extract<Verdict, { kind: 'applied' | 'overridden' }>,
  row: JudgedRow | undefined,
): PushResult {
  const { row: after, beaten } = verdict
  const lost = verdict.kind === 'overridden' ? verdict.lost : {}
  const changed = verdict.kind === 'applied' || verdict.changed
  if (changed) {
    const touched = row ? touchedFields(row, after) : Object.keys(after.data)
    const broken = brokenConstraint(batch, parsed, after, touched)
    if (broken) return broken
    applyToBatch(batch, author, parsed, { before: row, after, touched, lost, beaten })
  } else {
    addLoss(batch, author, parsed, lost)
  }
  const effect = changed ? { new_version: after.version, seq: batch.seq } : {}
  if (verdict.kind === 'applied') return { ok: true, ...effect, ...mergedRow(verdict.merged || parsed.lifted, after) }
  const overridden = Object.keys(lost).sort()
  return refuse('SERVER_WINS', 'the server keeps its values', { ...serverRow(after), overridden, ...effect })
}

function conflictResult(
  { conflicts, theirs }: Extract<Verdict, { kind: 'conflict' }>,
  row: JudgedRow | undefined,
  record: RecordRow | undefined,
): PushResult {
  const holders = Object.entries(theirs).map(([field, { version, by, atMs }]) => [
    field,
    { version, updated_by: by, updated_at: formatTime(atMs) },
  ])
  return refuse('VERSION_CONFLICT', 'somebody else changed the same fields', {
    ...serverRow(row),
    conflicts: [...conflicts],
    theirs: Object.fromEntries(holders),
    ...lastChange(record),
  })
}

/** WP12. A tombstone has no data to tell. */
function mergedRow(differs: boolean, row: JudgedRow | undefined): Partial<PushResult> {
  return differs && row && !row.deleted ? { merged: true, server_data: row.data } : {}
}
