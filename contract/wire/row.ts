import * as v from 'valibot'
import { isRecordId } from '../validate.ts'

/**
 * A field's value as the device reads it: loosely (WP3). A newer server may send kinds that this build does not know, so
 * any JSON is kept; what the model cannot hold is set aside where it is shown.
 */
const looseData = v.record(v.string(), v.unknown())

/** What a row must have right to be kept at all: a page goes on without one that has not (WP3). */
const rowId = v.custom<string>(isRecordId)
const rowVersion = v.pipe(v.number(), v.safeInteger(), v.minValue(1))

/** One row of a pull (WP20, WP21). A tombstone has no `data`; a live row without is unreadable. */
export const pullRowSchema = v.pipe(
  v.object({
    seq: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    model: v.string(),
    id: rowId,
    version: rowVersion,
    deleted: v.boolean(),
    data: v.optional(looseData),
    updated_at: v.string(),
    updated_by: v.string(),
  }),
  v.check((row) => row.deleted || row.data !== undefined),
)
export type PullRow = v.InferOutput<typeof pullRowSchema>

/** One row of a snapshot. */
export const snapshotRowSchema = v.object({
  kind: v.literal('row'),
  model: v.string(),
  id: rowId,
  version: rowVersion,
  data: looseData,
  updated_at: v.string(),
  updated_by: v.string(),
})
export type SnapshotRow = v.InferOutput<typeof snapshotRowSchema>
