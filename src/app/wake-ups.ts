import { type DrainReport, laterMayHelp } from '../sync/drain-report.ts'
import type { LiveStream } from '../sync/network/live.ts'
import type { Timers } from '../sync/ports.ts'
import type { Reachability } from '../sync/network/reachability.ts'
import { createSchedule } from '../sync/schedule.ts'

/** How soon to look again when something waits to leave and no event will wake us for it. */
const PUSH_INTERVAL_MS = 10_000
/** How often an idle page that is seen asks whether there is something new. */
const PULL_INTERVAL_MS = 30_000

export interface WakeUpOptions {
  /** Asks for a drain. */
  readonly drain: (reason: string) => Promise<DrainReport>
  /** Has the browser wake the worker once there is a network, even if every page is gone by then. */
  readonly askForBackgroundSync: () => Promise<unknown>
  /** Starts the live stream. */
  readonly startLive: (onHint: () => void, onBroken: () => void) => LiveStream
  /** Looks out for a server that answers again, where the browser tells nobody. */
  readonly watchReachability: (onReached: () => void) => Reachability
  /** Puts off live stream and first drain until the first picture is there: they take storage and processor from it. */
  readonly afterPaint: (work: () => void) => void
  readonly timers: Timers
  readonly window: Pick<Window, 'addEventListener' | 'removeEventListener'>
  readonly document: Pick<Document, 'addEventListener' | 'removeEventListener' | 'visibilityState'>
}

export interface WakeUps {
  /** For whatever else wakes: a save, a decision, "Sync now". Resolves when the drain has ended. */
  readonly wake: (reason: string) => Promise<DrainReport>
  readonly stop: () => void
}

/** Everything in a page that makes the outbox drain and the mirror follow (UI24). All timers live here; a worker has none. */
export function startWakeUps(options: WakeUpOptions): WakeUps {
  const { drain, timers, window, document } = options
  let last: DrainReport | undefined
  let live: LiveStream | undefined
  const reachability = options.watchReachability(() => void wake('reached'))

  const drainNow = async (reason: string): Promise<DrainReport> => {
    reachability.began()
    const before = last
    last = await drain(reason)
    reachability.ended(last)
    if (before?.end.kind === 'waiting' && last.end.kind === 'done') live?.retrySoon()
    return last
  }
  const schedule = createSchedule({
    timers,
    pushIntervalMs: PUSH_INTERVAL_MS,
    pullIntervalMs: PULL_INTERVAL_MS,
    // An idle page that nobody sees asks nobody; when it is seen again, it wakes by that.
    wake: async (reason) =>
      last?.end.kind === 'done' && document.visibilityState !== 'visible' ? last : drainNow(reason),
  })
  const wake = async (reason: string): Promise<DrainReport> => {
    // Something waits from now on. Asked for before the drain: the page may be gone before that has ended.
    if (reason === 'saved' || reason === 'decided') void options.askForBackgroundSync()
    const report = await drainNow(reason)
    schedule.ended(report)
    return report
  }
  const onOnline = () => void wake('online')
  const onShow = () => void wake('shown')
  const onVisibility = () => {
    if (document.visibilityState === 'visible') void wake('visible')
    // Left with something unsent, perhaps for good: a new request, for earlier ones may be waiting out their minutes (SW6).
    else if (last && laterMayHelp(last)) void options.askForBackgroundSync()
  }
  window.addEventListener('online', onOnline)
  window.addEventListener('pageshow', onShow)
  document.addEventListener('visibilitychange', onVisibility)
  let isStopped = false
  options.afterPaint(() => {
    if (isStopped) return
    live = options.startLive(
      () => void wake('hinted'),
      () => void wake('liveBroke'),
    )
    void wake('started')
  })
  return {
    wake,
    stop: () => {
      isStopped = true
      schedule.stop()
      reachability.stop()
      live?.stop()
      window.removeEventListener('online', onOnline)
      window.removeEventListener('pageshow', onShow)
      document.removeEventListener('visibilitychange', onVisibility)
    },
  }
}
