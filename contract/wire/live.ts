import * as v from 'valibot'

/** GET /api/sync/live: the data of an `event: cursor`. */
export const liveHintSchema = v.object({ cursor: v.string(), spread_ms: v.optional(v.number(), 0) })
export type LiveHint = v.InferOutput<typeof liveHintSchema>
