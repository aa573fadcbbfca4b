import { describe, expect, it } from 'vitest'
import type { DrainEnd, DrainReport } from '../sync/drain-report.ts'
import { startWakeUps } from './wake-ups.ts'

/** A page whose timers are turned by hand, and what was asked of the engine. */
function givenPage(afterPaint = (work: () => void) => work()) {
  const drains: string[] = []
  const timers: { delayMs: number; callback: () => void }[] = []
  const window = new EventTarget()
  const document = Object.assign(new EventTarget(), { visibilityState: 'visible' as DocumentVisibilityState })
  const live = { onHint: () => undefined as void, onBroken: () => undefined as void, retries: 0, ended: false }
  const reachability = { onReached: () => undefined as void, told: [] as string[], stopped: false }
  let end: DrainEnd = { kind: 'done' }
  let backgroundSyncs = 0
  const wakeUps = startWakeUps({
    afterPaint,
    drain: async (reason): Promise<DrainReport> => {
      drains.push(reason)
      return { reason, sent: 0, answered: 0, parked: 0, pulled: 0, end }
    },
    askForBackgroundSync: async () => {
      backgroundSyncs++
    },
    startLive: (onHint, onBroken) => {
      Object.assign(live, { onHint, onBroken })
      return { retrySoon: () => void live.retries++, stop: () => void (live.ended = true) }
    },
    watchReachability: (onReached) => {
      reachability.onReached = onReached
      return {
        began: () => reachability.told.push('began'),
        ended: ({ end }) => reachability.told.push(end.kind),
        stop: () => void (reachability.stopped = true),
      }
    },
    timers: {
      after: (delayMs, callback) => {
        const timer = { delayMs, callback }
        timers.push(timer)
        return () => void timers.splice(timers.indexOf(timer), 1)
      },
    },
    window,
    document,
  })
  return {
    wakeUps,
    drains,
    timers,
    window,
    document,
    live,
    reachability,
    backgroundSyncs: () => backgroundSyncs,
    setEnd: (next: DrainEnd) => (end = next),
    /** Lets the one timer fire. */
    turn: async () => {
      const [timer] = timers.splice(0, 1)
      timer?.callback()
      await Promise.resolve()
    },
  }
}

describe('a page’s wake-ups', () => {
  it('[UI24] [SW6] left with something unsent, the page asks the browser for a retry anew', async () => {
    const { wakeUps, document, backgroundSyncs, setEnd } = givenPage()
    document.visibilityState = 'hidden'
    await wakeUps.wake('timer')
    document.dispatchEvent(new Event('visibilitychange'))
    expect(backgroundSyncs()).toBe(0)
    setEnd({ kind: 'waiting', waitMs: 1_000 })
    await wakeUps.wake('timer')
    document.dispatchEvent(new Event('visibilitychange'))
    expect(backgroundSyncs()).toBe(1)
  })

  it('[UI24] [F15] its start, the network, being seen again, the live stream’s hint and its breaking, a server that answers again each wake once', async () => {
    const { window, document, live, reachability, drains } = givenPage()
    window.dispatchEvent(new Event('online'))
    window.dispatchEvent(new Event('pageshow'))
    document.dispatchEvent(new Event('visibilitychange'))
    live.onHint()
    live.onBroken()
    reachability.onReached()
    expect(drains).toEqual(['started', 'online', 'shown', 'visible', 'hinted', 'liveBroke', 'reached'])
  })

  it('[UI24] a page that is opened wakes once it is painted, and not if it is gone by then', () => {
    const works: (() => void)[] = []
    const { drains, live } = givenPage((work) => void works.push(work))
    expect(drains).toEqual([])
    works.forEach((work) => work())
    expect(drains).toEqual(['started'])
    const gone = givenPage((work) => void works.push(work))
    gone.wakeUps.stop()
    works.at(-1)?.()
    expect(gone.drains).toEqual([])
    expect(live.ended).toBe(false)
  })

  it('[UI24] being hidden wakes nobody', () => {
    const { document, drains } = givenPage()
    document.visibilityState = 'hidden'
    document.dispatchEvent(new Event('visibilitychange'))
    expect(drains).toEqual(['started'])
  })

  it('[UI24] a save asks the browser for a Background Sync before it drains; an idle pull does not', async () => {
    const { wakeUps, backgroundSyncs } = givenPage()
    await wakeUps.wake('timer')
    expect(backgroundSyncs()).toBe(0)
    const draining = wakeUps.wake('saved')
    expect(backgroundSyncs()).toBe(1)
    await draining
  })

  it('[UI24] there is one timer: the retry that the engine asked for, else the idle pull', async () => {
    const { wakeUps, timers, setEnd } = givenPage()
    await wakeUps.wake('asked')
    setEnd({ kind: 'waiting', waitMs: 1_234 })
    await wakeUps.wake('asked')
    expect(timers.map(({ delayMs }) => delayMs)).toEqual([1_234])
    setEnd({ kind: 'done' })
    await wakeUps.wake('asked')
    expect(timers.map(({ delayMs }) => delayMs)).toEqual([30_000])
  })

  it('[UI24] an idle page that nobody sees asks nobody; one with work left does', async () => {
    const { wakeUps, document, drains, turn, setEnd } = givenPage()
    await wakeUps.wake('asked')
    document.visibilityState = 'hidden'
    await turn()
    expect(drains).toEqual(['started', 'asked'])
    setEnd({ kind: 'waiting', waitMs: 1_000 })
    await wakeUps.wake('saved')
    await turn()
    expect(drains.slice(2)).toEqual(['saved', 'timer'])
  })

  it('[UI32] the look-out for the server hears of every drain, when it begins and when it ends', async () => {
    const { wakeUps, reachability, setEnd } = givenPage()
    await wakeUps.wake('asked')
    setEnd({ kind: 'waiting', waitMs: 1_000, error: 'no answer' })
    reachability.told.length = 0
    const draining = wakeUps.wake('saved')
    expect(reachability.told).toEqual(['began'])
    await draining
    expect(reachability.told).toEqual(['began', 'waiting'])
  })

  it('[UI32] the live stream is opened again soon after a drain got through that had not, and only then', async () => {
    const { wakeUps, live, setEnd } = givenPage()
    await wakeUps.wake('asked')
    await wakeUps.wake('liveBroke')
    expect(live.retries).toBe(0)
    setEnd({ kind: 'waiting', waitMs: 1_000, error: 'no answer' })
    await wakeUps.wake('liveBroke')
    setEnd({ kind: 'done' })
    await wakeUps.wake('reached')
    await wakeUps.wake('timer')
    expect(live.retries).toBe(1)
  })

  it('[UI24] stopped, it hears nothing more and leaves the live stream', async () => {
    const { wakeUps, window, drains, live, reachability, timers } = givenPage()
    await wakeUps.wake('asked')
    wakeUps.stop()
    window.dispatchEvent(new Event('online'))
    expect(drains).toEqual(['started', 'asked'])
    expect([live.ended, reachability.stopped]).toEqual([true, true])
    expect(timers).toEqual([])
  })
})
