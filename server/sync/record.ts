import type { JudgedRow, Stamp } from '../../contract/judge.ts'
import { rowHash, textHash } from '../../contract/digest.ts'
import { canonicalJson, type Data } from '../../contract/value.ts'
import type { RecordRow } from '../storage/tables.ts'

/** version, by, server ms, edited ms */
type StampText = readonly [number, string, number, number]

/** A stored record as the judge reads it. */
export function recordToRow(record: RecordRow): JudgedRow {
  // Only ever written by `rowToColumns`.
  const { '': origin, ...fields } = JSON.parse(record.field_versions) as { [field: string]: StampText } & {
    '': StampText
  }
  return {
    version: record.version,
    deleted: record.deleted === 1,
    data: recordData(record),
    stamps: Object.fromEntries(Object.entries(fields).map(([field, text]) => [field, textToStamp(text)])),
    origin: textToStamp(origin),
  }
}

/** The JSON columns of a judged row. Data is canonical, so that its text can be hashed as it is. */
export function rowToColumns(row: JudgedRow): { data: string; fieldVersions: string } {
  const stamps: { [field: string]: StampText } = { '': stampToText(row.origin) }
  for (const [field, stamp] of Object.entries(row.stamps)) stamps[field] = stampToText(stamp)
  return { data: canonicalJson(row.data), fieldVersions: JSON.stringify(stamps) }
}

/** `rowHash` of a record (WP27). Only choices, which count as sets, need more than the stored text. */
export function recordHash(record: RecordRow): number {
  const { model, id, version, data } = record
  if (data.includes('[')) return rowHash(model, id, version, recordData(record))
  return textHash(model, id, version, data)
}

function recordData(record: RecordRow): Data {
  // Only ever written by `rowToColumns`.
  return JSON.parse(record.data) as Data
}

function stampToText({ version, by, atMs, editedMs }: Stamp): StampText {
  return [version, by, atMs, editedMs]
}

function textToStamp([version, by, atMs, editedMs]: StampText): Stamp {
  return { version, by, atMs, editedMs }
}
