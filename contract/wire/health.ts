import * as v from 'valibot'

/** GET /api/health */
export const healthSchema = v.object({ ok: v.literal(true), epoch: v.string() })
export type Health = v.InferOutput<typeof healthSchema>
