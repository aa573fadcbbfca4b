import * as v from 'valibot'
import { isRecordId } from '../validate.ts'

/** Codes of one refused change (WP13). Any code that a device does not know is a refusal too. */
export const REFUSAL_CODES = [
  'VERSION_CONFLICT',
  'SERVER_WINS',
  'DELETED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'INVALID',
  'NOT_UNIQUE',
  'MISSING_REFERENCE',
  'REFERENCED',
  'FORBIDDEN',
  'UNKNOWN_MODEL',
  'INVALID_OP',
  'ID_REUSE',
  'RETRY',
] as const
export type RefusalCode = (typeof REFUSAL_CODES)[number]

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

/**
 * The envelope of POST /api/sync/push, checked strictly. The changes are parsed one by one: what is wrong inside one is that
 * one's result (WP10). The members marked *ours* are absent in a desktop-scaffold client's body.
 */
export const pushRequestSchema = v.strictObject({
  scope: v.optional(v.string()),
  device_id: v.optional(v.custom<string>(isRecordId)),
  mark: v.optional(v.string()),
  acked_through: v.optional(count),
  sent_at: v.optional(v.string()),
  changes: v.array(v.unknown()),
})
export type PushRequest = v.InferOutput<typeof pushRequestSchema>

/** What our device sends for one change; sealed as text and repeated byte for byte. */
export interface SentChange {
  mutation_id: number
  schema: number
  op: 'create' | 'update' | 'delete'
  model: string
  id: string
  version: number
  data?: { readonly [field: string]: unknown }
  edited_at: string
}

const holderSchema = v.object({ version: v.number(), updated_by: v.string(), updated_at: v.string() })

/** One result, read loosely. */
export const pushResultSchema = v.object({
  mutation_id: v.optional(v.number()),
  ok: v.boolean(),
  duplicate: v.optional(v.boolean()),
  new_version: v.optional(v.number()),
  seq: v.optional(v.number()),
  merged: v.optional(v.boolean()),
  code: v.optional(v.string()),
  message: v.optional(v.string()),
  server_version: v.optional(v.number()),
  server_data: v.optional(v.record(v.string(), v.unknown())),
  conflicts: v.optional(v.array(v.string())),
  theirs: v.optional(v.record(v.string(), holderSchema)),
  overridden: v.optional(v.array(v.string())),
  updated_by: v.optional(v.string()),
  updated_at: v.optional(v.string()),
  fields: v.optional(v.record(v.string(), v.string())),
  count: v.optional(v.number()),
})
export type PushResult = v.InferOutput<typeof pushResultSchema>

/** Results are read one by one (`pushResultSchema`). */
export const pushAnswerSchema = v.object({
  epoch: v.string(),
  mark: v.string(),
  schema: v.number(),
  results: v.array(v.unknown()),
})
export type PushAnswer = v.InferOutput<typeof pushAnswerSchema>
