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

/** How long to wait before the next run: full jitter from 1 s, capped at 10 s if urgent, else at 5 min. */
export function backoffMs(_input: BackoffInput): number {
  throw new Error('not written yet')
}
