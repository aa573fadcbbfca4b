import * as v from 'valibot'

/** Every error code of a whole call (WP5) with its HTTP status. */
export const PROBLEM_STATUS = {
  INVALID_BODY: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  OTHER_USERS_DEVICE: 403,
  DEVICE_REVOKED: 403,
  NOT_FOUND: 404,
  EPOCH_CHANGED: 409,
  CURSOR_TOO_OLD: 410,
  TOO_MANY_CHANGES: 413,
  TOO_LARGE: 413,
  PROTOCOL_UNSUPPORTED: 426,
  SCHEMA_NEWER: 426,
  RATE_LIMITED: 429,
  INTERNAL_ERROR: 500,
  UNAVAILABLE: 503,
} as const

export type ProblemCode = keyof typeof PROBLEM_STATUS

/** WP5. Read loosely: `code` may be one that this build does not know. */
export const problemSchema = v.object({
  error: v.object({
    code: v.string(),
    message: v.string(),
    fields: v.optional(v.record(v.string(), v.string())),
    /** WP26: with `FORBIDDEN`, a former member; believed only for the epoch that the device knows. */
    scope_removed: v.optional(v.boolean()),
    epoch: v.optional(v.string()),
  }),
})
export type Problem = v.InferOutput<typeof problemSchema>['error']
