import * as v from 'valibot'

/** GET /api/auth/get-session: who is signed in; null: nobody. */
export const sessionSchema = v.nullable(v.object({ user: v.object({ id: v.string() }) }))
