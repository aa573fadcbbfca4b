import type { Environment, Timers } from '../ports.ts'

/** A clock that stands still until it is turned, with its timers and a chance that can be repeated. */
export interface VirtualTime {
  readonly timers: Timers
  readonly environment: Environment
  nowMs(): number
  setOnLine(onLine: boolean): void
  /** Turns the clock, firing what is due in order; after each timer, waits until nothing more happens by itself. */
  advance(ms: number): Promise<void>
  /** When the next timer is due, counted from now; undefined if none is set. */
  nextInMs(): number | undefined
}

/** @param settle waits until pending I/O of the test's network has ended */
export function createVirtualTime(settle: () => Promise<void> = settled): VirtualTime {
  let nowMs = Date.parse('2026-11-20T10:00:00.000Z')
  let onLine = true
  let ids = 0
  let seed = 1
  const due = new Set<{ atMs: number; callback: () => void }>()
  const next = () => [...due].sort((a, b) => a.atMs - b.atMs)[0]
  return {
    timers: {
      after: (delayMs, callback) => {
        const timer = { atMs: nowMs + delayMs, callback }
        due.add(timer)
        return () => due.delete(timer)
      },
    },
    environment: {
      nowMs: () => nowMs,
      random: () => {
        seed = (seed * 48271) % 2147483647
        return seed / 2147483647
      },
      newId: () => `id-${String(++ids).padStart(4, '0')}`,
      onLine: () => onLine,
    },
    nowMs: () => nowMs,
    setOnLine: (value) => {
      onLine = value
    },
    advance: async (ms) => {
      const untilMs = nowMs + ms
      await settle()
      for (let timer = next(); timer && timer.atMs <= untilMs; timer = next()) {
        due.delete(timer)
        nowMs = Math.max(nowMs, timer.atMs)
        timer.callback()
        await settle()
      }
      nowMs = untilMs
    },
    nextInMs: () => {
      const timer = next()
      return timer && timer.atMs - nowMs
    },
  }
}

/** Lets everything run that waits for nothing but its turn. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 6; i++) await new Promise((resolve) => setImmediate(resolve))
}
