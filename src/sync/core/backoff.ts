export interface BackoffInput {
  /** Failed runs in a row, this one included: 1 or more. */
  readonly failures: number
  /** In [0, 1). */
  readonly random: number
  /** Is a page visible and does something wait? */
  readonly urgent: boolean
  /** What the server asked for; wins. */
  readonly retryAfterMs?: number
}

/** Nobody waits longer, whatever a server asks for. */
const WAIT_MS_MAX = 60 * 60_000

const FIRST_MS = 1_000
const URGENT_MAX_MS = 10_000
const IDLE_MAX_MS = 5 * 60_000

/**
 * How long to wait before the next run: full jitter (a random part of the whole span, so that devices do not come together
 * after an outage) from 1 s, doubling, capped at 10 s if urgent, else at 5 min. After `Retry-After` the jitter comes on top.
 */
export function backoffMs({ failures, random, urgent, retryAfterMs }: BackoffInput): number {
  if (retryAfterMs !== undefined) return Math.min(WAIT_MS_MAX, retryAfterMs + Math.floor(random * FIRST_MS))
  const spanMs = Math.min(FIRST_MS * 2 ** (failures - 1), urgent ? URGENT_MAX_MS : IDLE_MAX_MS)
  return Math.floor(random * spanMs)
}
