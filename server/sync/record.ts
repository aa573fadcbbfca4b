import type { JudgedRow, Stamp } from '../../contract/judge.ts'
import type { Data } from '../../contract/value.ts'
import type { RecordRow } from '../storage/tables.ts'

/** version, by, server ms, edited ms */
type StampText = readonly [number, string, number, number]

/** A stored record as the judge reads it. */
export function recordToRow(record: RecordRow): JudgedRow {
  // Both columns are only ever written by the functions below.
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

export function recordData(record: RecordRow): Data {
  return JSON.parse(record.data) as Data
}

/** The columns that follow from a judged row. */
export function rowToColumns(row: JudgedRow): Pick<RecordRow, 'version' | 'deleted' | 'data' | 'field_versions'> {
  const stamps: { [field: string]: StampText } = { '': stampToText(row.origin) }
  for (const [field, stamp] of Object.entries(row.stamps)) stamps[field] = stampToText(stamp)
  return {
    version: row.version,
    deleted: row.deleted ? 1 : 0,
    data: JSON.stringify(row.data),
    field_versions: JSON.stringify(stamps),
  }
}

function stampToText({ version, by, atMs, editedMs }: Stamp): StampText {
  return [version, by, atMs, editedMs]
}

function textToStamp([version, by, atMs, editedMs]: StampText): Stamp {
  return { version, by, atMs, editedMs }
}
