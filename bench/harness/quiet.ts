import { cpus } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'

/** The share of the machine's CPU time that went to somebody, over `ms`. */
async function busyShare(ms: number): Promise<number> {
  const before = times()
  await delay(ms)
  const after = times()
  return 1 - (after.idle - before.idle) / (after.all - before.all)
}

/**
 * Waits until others leave the machine alone, but no longer than `maxMs`.
 * @returns how busy it was in the last second before the measurement, in [0, 1]
 */
export async function untilQuiet(maxMs: number): Promise<number> {
  const deadlineMs = Date.now() + maxMs
  for (;;) {
    const busy = await busyShare(1_000)
    if (busy < QUIET || Date.now() > deadlineMs) return busy
  }
}

const QUIET = 0.15

function times() {
  const all = cpus().map(({ times }) => times)
  const idle = all.reduce((sum, { idle }) => sum + idle, 0)
  return { idle, all: all.reduce((sum, cpu) => sum + Object.values(cpu).reduce((a, b) => a + b, 0), 0) }
}
