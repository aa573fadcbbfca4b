import * as v from 'valibot'

/**
 * A field's value as the device reads it: loosely (WP3). A newer server may send kinds that this build does not know, so
 * any JSON is kept; what the model cannot hold is set aside where it is shown.
 */
const looseData = v.record(v.string(), v.unknown())

/** One row of a pull (WP20, WP21). A tombstone has no `data`. */
export const pullRowSchema = v.object({
  seq: v.number(),
  model: v.string(),
  id: v.string(),
  version: v.number(),
  deleted: v.boolean(),
  data: v.optional(looseData),
  updated_at: v.string(),
  updated_by: v.string(),
})
export type PullRow = v.InferOutput<typeof pullRowSchema>

/** One row of a snapshot. */
export const snapshotRowSchema = v.object({
  kind: v.literal('row'),
  model: v.string(),
  id: v.string(),
  version: v.number(),
  data: looseData,
  updated_at: v.string(),
  updated_by: v.string(),
})
export type SnapshotRow = v.InferOutput<typeof snapshotRowSchema>
