import type { JudgedRow } from '../../contract/judge.ts'
import { policyOf } from '../../contract/model.ts'
import { type Data, type Patch, type Value, valueAt } from '../../contract/value.ts'
import type { ChangeRow, LossRow, RecordRow } from '../storage/tables.ts'
import type { Author } from './author.ts'
import type { Decided } from './open-conflicts.ts'
import type { ParsedChange } from './parse-change.ts'

/** What a change did to its record. */
export interface Effect {
  readonly before: JudgedRow | undefined
  readonly after: JudgedRow
  /** The fields that differ. */
  readonly touched: readonly string[]
  /** Values of the change that lost, and values of the server that it beat (WP15). */
  readonly lost: Patch
  readonly beaten: Patch
}

/** The history of an applied change: `record` is what it made. */
export function changeLine(
  author: Author,
  parsed: ParsedChange,
  record: RecordRow,
  { before, after, touched, lost, beaten }: Effect,
  settled: { readonly lost: Patch; readonly decided: Decided },
): ChangeRow {
  const isNew = !before || before.deleted
  const was = isNew ? '{}' : pickText(before.data, touched)
  // The whole of a new record is at hand as text.
  const is = isNew ? record.data : pickText(after.data, touched)
  const dispute = disputeText({
    lost: { ...settled.lost, ...lost },
    beaten,
    decided: { ...decidedBy(parsed, lost), ...decidedBy(parsed, beaten), ...settled.decided },
  })
  const line = historyLine(author, parsed, record, `{"before":${was},"after":${is}${dispute}}`)
  line.tag = author.tag
  return line
}

/** The history of a change that lost in every field by policy, against the change that made `record`. */
export function lossLine(author: Author, parsed: ParsedChange, record: RecordRow, lost: Patch): LossRow {
  const decided = parsed.change.op === 'delete' ? { '*': policyOf(parsed.model) } : decidedBy(parsed, lost)
  return decisionLine(author, parsed, record, lost, decided)
}

/** The history of a conflict that was decided for the record as it is. */
export function decisionLine(
  author: Author,
  parsed: ParsedChange,
  record: RecordRow,
  lost: Patch,
  decided: Decided,
): LossRow {
  const detail = `{"before":{},"after":{}${disputeText({ lost, beaten: {}, decided })}}`
  const line = historyLine(author, parsed, record, detail)
  line.word = author.randomWord()
  return line
}

/** Both kinds of lines; each stores one of the last two. A literal: copying that many members into a larger one is slow. */
function historyLine(author: Author, parsed: ParsedChange, record: RecordRow, detail: string): ChangeRow & LossRow {
  return {
    scope: record.scope,
    seq: record.seq,
    model: parsed.model.name,
    id: parsed.change.id,
    version: record.version,
    op: parsed.change.op,
    user_id: author.userId,
    updated_by: author.sender.by,
    device_id: author.deviceId,
    updated_at: author.now,
    edited_at: parsed.editedAt,
    detail,
    tag: '',
    word: '',
  }
}

function pickText(data: Data, fields: readonly string[]): string {
  const picked: { [field: string]: Value } = {}
  for (const field of fields) {
    const value = valueAt(data, field)
    if (value !== null) picked[field] = value
  }
  return JSON.stringify(picked)
}

/** The members that say something, to be put behind others. */
function disputeText(members: { lost: Patch; beaten: Patch; decided: Decided }): string {
  let text = ''
  for (const [name, values] of Object.entries(members)) {
    if (Object.keys(values).length > 0) text += `,"${name}":${JSON.stringify(values)}`
  }
  return text
}

function decidedBy({ model, change }: ParsedChange, disputed: Patch): Decided {
  const decided: { [field: string]: string } = {}
  for (const field of Object.keys(disputed))
    decided[field] = policyOf(model, change.op === 'delete' ? undefined : field)
  return decided
}
