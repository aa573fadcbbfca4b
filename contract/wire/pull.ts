import * as v from 'valibot'

/** GET /api/sync/pull. Rows are read one by one (`pullRowSchema`): a poison row is set aside while the page goes on. */
export const pullAnswerSchema = v.object({
  changes: v.array(v.unknown()),
  cursor: v.string(),
  has_more: v.boolean(),
  schema: v.number(),
  /** WP27, with `digest=1` on the last page. */
  digest: v.optional(v.record(v.string(), v.object({ count: v.number(), sum: v.number() }))),
})
export type PullAnswer = v.InferOutput<typeof pullAnswerSchema>
