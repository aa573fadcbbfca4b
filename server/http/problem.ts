import { PROBLEM_STATUS } from '../../contract/wire/problem.ts'
import type { Problem } from '../sync/reply.ts'
import { API_HEADERS } from './reply.ts'

/** A refused call that says how many whole seconds to wait. */
export interface Refusal extends Problem {
  readonly retryAfterS?: number
}

/** The answer to a refused call (WP5). `message` is for developers and logs. */
export function problemResponse({ code, message, fields, retryAfterS }: Refusal): Response {
  const status = PROBLEM_STATUS[code]
  const waitS = status === 429 || status === 503 ? (retryAfterS ?? RETRY_AFTER_S) : undefined
  return new Response(JSON.stringify({ error: { code, message, ...(fields ? { fields } : {}) } }), {
    status,
    headers: {
      ...API_HEADERS,
      'content-type': 'application/json',
      ...(waitS === undefined ? {} : { 'retry-after': String(waitS) }),
    },
  })
}

const RETRY_AFTER_S = 2
