import * as v from 'valibot'

const values = v.record(v.string(), v.unknown())

/** One applied change of a record, as GET /api/history tells it. Fields that are absent were, or became, unset. */
export const historyLineSchema = v.object({
  seq: v.number(),
  version: v.number(),
  op: v.string(),
  updated_by: v.string(),
  /** The server's clock. */
  updated_at: v.string(),
  /** The device's clock, if it told. */
  edited_at: v.optional(v.string()),
  device_id: v.optional(v.string()),
  /** The fields that changed, before and after. */
  before: values,
  after: values,
  /** Values of this change that a policy did not take (WP15); `null` would have cleared the field. */
  lost: v.optional(values),
  /** Values newer than this change's base that a policy let it overwrite; `null`: the field had been cleared. */
  beaten: v.optional(values),
  /** Field → how its conflict was decided: a policy, or `resolved` by a person; `*` stands for the whole record. */
  decided: v.optional(v.record(v.string(), v.string())),
})
export type HistoryLine = v.InferOutput<typeof historyLineSchema>

/** GET /api/history, newest first. Lines are read one by one. `before=` the last line's `seq` brings the next page. */
export const historyAnswerSchema = v.object({ data: v.array(v.unknown()), has_more: v.boolean() })
export type HistoryAnswer = v.InferOutput<typeof historyAnswerSchema>
