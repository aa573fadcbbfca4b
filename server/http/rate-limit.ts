/** How often one session may call: a bucket that refills steadily. Far above WP6's floor of 50 a second, burst 200. */
export interface RateLimit {
  readonly perSecond: number
  readonly burst: number
}

export const SESSION_RATE: RateLimit = { perSecond: 1_000, burst: 2_000 }

/** @returns a function that takes one call of `key` and says how many seconds to wait, 0 for none. */
export function createRateLimiter(limit: RateLimit, nowMs: () => number): (key: string) => number {
  const buckets = new Map<string, { tokens: number; atMs: number }>()
  const fullAfterMs = (limit.burst / limit.perSecond) * 1_000
  let sweptMs = nowMs()
  return (key) => {
    const now = nowMs()
    if (now - sweptMs > SWEEP_EVERY_MS) {
      for (const [other, { atMs }] of buckets) if (now - atMs > fullAfterMs) buckets.delete(other)
      sweptMs = now
    }
    const bucket = buckets.get(key) ?? { tokens: limit.burst, atMs: now }
    const tokens = Math.min(limit.burst, bucket.tokens + ((now - bucket.atMs) / 1_000) * limit.perSecond)
    const isSpent = tokens < 1
    buckets.set(key, { tokens: isSpent ? tokens : tokens - 1, atMs: now })
    return isSpent ? Math.ceil((1 - tokens) / limit.perSecond) : 0
  }
}

const SWEEP_EVERY_MS = 60_000
