import type { Timers } from '../../src/sync/ports.ts'
import { settle } from './settle.ts'

export const START_MS = Date.UTC(2026, 10, 20, 10)

interface Due {
  readonly atMs: number
  readonly order: number
  readonly callback: () => void
}

/** The one clock of the world, and all that is to happen: by time, and by the order in which it was asked for. */
export interface Loop extends Timers {
  nowMs(): number
  /** Lets so much time pass; between two events everything runs that waits for nothing but its turn. */
  pass(ms: number): Promise<void>
  /** The clock leaps; what was due in between is due now, one after the other. */
  leap(ms: number): void
  /** How many events there were. */
  count(): number
  /** Nothing that was asked for will happen. */
  end(): void
}

export function createLoop(): Loop {
  let nowMs = START_MS
  let order = 0
  let count = 0
  let due: Due[] = []
  const insert = (event: Due): void => {
    let at = due.length
    while (at > 0 && isLater(due[at - 1], event)) at--
    due.splice(at, 0, event)
  }
  return {
    nowMs: () => nowMs,
    count: () => count,
    after: (delayMs, callback) => {
      const event = { atMs: nowMs + Math.max(0, Math.ceil(delayMs)), order: order++, callback }
      insert(event)
      return () => {
        const at = due.indexOf(event)
        if (at >= 0) due.splice(at, 1)
      }
    },
    pass: async (ms) => {
      const untilMs = nowMs + ms
      await settle()
      for (let [next] = due; next && next.atMs <= untilMs; [next] = due) {
        due.shift()
        nowMs = Math.max(nowMs, next.atMs)
        count++
        next.callback()
        await settle()
      }
      nowMs = untilMs
    },
    leap: (ms) => {
      nowMs += ms
    },
    end: () => {
      due = []
    },
  }
}

function isLater(a: Due | undefined, b: Due): boolean {
  return a !== undefined && (a.atMs > b.atMs || (a.atMs === b.atMs && a.order > b.order))
}
