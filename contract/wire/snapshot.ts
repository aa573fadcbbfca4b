import * as v from 'valibot'
import { snapshotRowSchema } from './row.ts'

/** GET /api/sync/snapshot: one JSON object a line. */
export const snapshotLineSchema = v.variant('kind', [
  v.object({ kind: v.literal('begin'), epoch: v.string(), cursor: v.string(), rows: v.number() }),
  snapshotRowSchema,
  v.object({ kind: v.literal('end') }),
])
export type SnapshotLine = v.InferOutput<typeof snapshotLineSchema>
