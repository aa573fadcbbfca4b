import * as v from 'valibot'
import { isRecordId } from '../../../contract/validate.ts'
import { pullRowSchema } from '../../../contract/wire/row.ts'
import { type SnapshotLine, snapshotLineSchema } from '../../../contract/wire/snapshot.ts'
import type { Data } from '../../../contract/value.ts'
import type { RecordKey, ServerRow } from '../core/types.ts'

/** One row of a page. @returns undefined if it cannot be read: it is set aside, and the page goes on (WP3) */
export function readPullRow(unread: unknown): ServerRow | undefined {
  const { success, output } = v.safeParse(pullRowSchema, unread)
  if (!success) return undefined
  const { model, id, version, deleted, data, updated_at, updated_by } = output
  // Unknown kinds of values are kept (WP3); what a model cannot hold is left out where it is shown.
  return { model, id, version, deleted, data: (data ?? {}) as Data, updatedAt: updated_at, updatedBy: updated_by }
}

/** One line of a snapshot. @returns undefined if it cannot be read */
export function readLine(unread: unknown): SnapshotLine | undefined {
  const { success, output } = v.safeParse(snapshotLineSchema, unread)
  return success ? output : undefined
}

export function rowOfLine(line: Extract<SnapshotLine, { kind: 'row' }>): ServerRow {
  const { model, id, version, data, updated_at, updated_by } = line
  // As in a page.
  return { model, id, version, deleted: false, data: data as Data, updatedAt: updated_at, updatedBy: updated_by }
}

/** Which record a row is about that cannot be read, if it tells. */
export function keyOfRow(unread: unknown): RecordKey | undefined {
  const { success, output } = v.safeParse(keySchema, unread)
  return success ? output : undefined
}

const keySchema = v.object({ model: v.string(), id: v.custom<string>(isRecordId) })
