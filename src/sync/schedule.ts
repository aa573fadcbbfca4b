import { brokenReport, type DrainReport } from './drain-report.ts'
import type { Timers } from './ports.ts'

export interface ScheduleOptions {
  readonly timers: Timers
  /** How soon to look again when something may leave that nobody will wake us for. */
  readonly pushIntervalMs: number
  /** How often to look when all is quiet. */
  readonly pullIntervalMs: number
  readonly wake: (reason: string) => Promise<DrainReport>
}

/** The one timer of a page: a worker is stopped after 30 s and has none. */
export interface Schedule {
  /** A drain has ended: sets the timer for the next one. */
  ended(report: DrainReport): void
  stop(): void
}

/** @returns a schedule that begins with the first report */
export function createSchedule({ timers, pushIntervalMs, pullIntervalMs, wake }: ScheduleOptions): Schedule {
  let cancel = (): void => undefined
  let stopped = false
  const ended = (report: DrainReport): void => {
    cancel()
    if (!stopped) cancel = timers.after(delayMs(report), () => void look())
  }
  /** Whatever becomes of it, the next look is set. */
  const look = () => wake('timer').then(ended, (error: unknown) => ended(brokenReport('timer', error)))
  const delayMs = ({ end }: DrainReport): number => {
    if (end.kind === 'waiting') return end.waitMs || pushIntervalMs
    return end.kind === 'done' || end.kind === 'paused' ? pullIntervalMs : pushIntervalMs
  }
  return {
    ended,
    stop: () => {
      stopped = true
      cancel()
    },
  }
}
