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
  // The whole of a new record is at hand as text.
  const was = before && !before.deleted ? pickText(before.data, touched) : '{}'
  const is = was === '{}' ? record.data : pickText(after.data, touched)
  const dispute = [lost, beaten, settled.lost, settled.decided].every(isEmpty)
    ? ''
    : disputeText({
        lost: { ...settled.lost, ...lost },
        beaten,
        decided: { ...decidedBy(parsed, lost), ...decidedBy(parsed, beaten), ...settled.decided },
      })
  const detail = `{"before":${was},"after":${is}${dispute}}`
  return { ...lineBasics(author, parsed, record.scope, record.seq, record.version), tag: author.tag, detail }
}

function isEmpty(members: Patch | Decided): boolean {
  for (const _ in members) return false
  return true
}

/** The history of a change of which a policy took nothing: it lost against the change that made `record`. */
export function lossLine(author: Author, parsed: ParsedChange, record: RecordRow, lost: Patch): LossRow {
  const decided = parsed.change.op === 'delete' ? { '*': policyOf(parsed.model) } : decidedBy(parsed, lost)
  const detail = `{"before":{},"after":{}${disputeText({ lost, beaten: {}, decided })}}`
  return { ...lineBasics(author, parsed, record.scope, record.seq, record.version), word: author.randomWord(), detail }
}

function lineBasics(author: Author, parsed: ParsedChange, scope: string, seq: number, version: number) {
  return {
    scope,
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
