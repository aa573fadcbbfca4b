import type { DrainReport } from './drain-report.ts'
import { startLive, type Visibility } from './live.ts'
import type { Environment, Lock, Timers, Transport } from './ports.ts'
import { createSchedule } from './schedule.ts'

export interface PageOptions {
  /** Asks for a drain, of the worker or here (wake.ts). */
  readonly wake: (reason: string) => Promise<DrainReport>
  readonly transport: Pick<Transport, 'live'>
  /** Of the live stream: one a profile. */
  readonly liveLock: Lock
  readonly timers: Timers
  readonly environment: Environment
  readonly visibility: Visibility
  /** The window: `online`, `pageshow`. */
  readonly events: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>
}

/** While something waits, a page looks again after so long at the latest; when all is quiet, after an idle pull's time. */
const PUSH_INTERVAL_MS = 10_000
const PULL_INTERVAL_MS = 30_000

export interface Page {
  /** As `wake` of the options, with the timer set by what came of it. */
  wake(reason: string): Promise<DrainReport>
  stop(): void
}

/** Every wake-up that a page can give (DESIGN.md §4): the network, being seen, its timer, the live stream. */
export function startPage(options: PageOptions): Page {
  const { timers, environment, visibility, events } = options
  const schedule = createSchedule({
    timers,
    pushIntervalMs: PUSH_INTERVAL_MS,
    pullIntervalMs: PULL_INTERVAL_MS,
    wake: options.wake,
  })
  const wake = async (reason: string): Promise<DrainReport> => {
    const report = await options.wake(reason)
    schedule.ended(report)
    return report
  }
  const onOnline = (): void => void wake('online')
  const onShown = (): void => void wake('visible')
  const stopWatching = visibility.onChange(() => visibility.isVisible() && onShown())
  events.addEventListener('online', onOnline)
  events.addEventListener('pageshow', onShown)
  const stopLive = startLive({
    transport: options.transport,
    lock: options.liveLock,
    visibility,
    timers,
    environment,
    onHint: () => void wake('hinted'),
    onBroken: () => void wake('liveBroke'),
  })
  void wake('started')
  return {
    wake,
    stop: () => {
      stopLive()
      stopWatching()
      events.removeEventListener('online', onOnline)
      events.removeEventListener('pageshow', onShown)
      schedule.stop()
    },
  }
}
