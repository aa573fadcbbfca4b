import { expect, it } from 'vitest'
import { spreadMs } from '../server/live/hub.ts'
import { startWakeUps } from '../src/app/wake-ups.ts'
import { metaAfterRun } from '../src/sync/core/meta.ts'
import { newDeviceMeta } from '../src/sync/device/device-meta.ts'
import type { DrainEnd, DrainReport } from '../src/sync/drain-report.ts'
import { noLock } from '../src/sync/lock.ts'
import { type LiveStream, startLive } from '../src/sync/network/live.ts'
import { createReachability } from '../src/sync/network/reachability.ts'
import type { Outcome, Timers } from '../src/sync/ports.ts'

const DEVICES = 2_000
/** Of these, pages that are seen and hold unsent work: they ask whether the server is back. */
const WAITING = 500
const OUTAGE_MS = 45_000
const FAILURE = { kind: 'unreachable', message: 'TypeError: refused', timedOut: false } as const

/** A clock that many timers share: those of one tick fire together. */
function createTicks(tickMs: number) {
  const ticks = new Map<number, Set<() => void>>()
  let now = 0
  const timers: Timers = {
    after: (delayMs, callback) => {
      const at = Math.max(now + 1, Math.ceil((now * tickMs + delayMs) / tickMs))
      const due = ticks.get(at) ?? new Set()
      ticks.set(at, due.add(callback))
      return () => due.delete(callback)
    },
  }
  // What was begun has to get as far as its next timer.
  const settle = async () => {
    for (let n = 0; n < 20; n++) await Promise.resolve()
  }
  const turn = async (ms: number) => {
    await settle()
    for (const end = now + ms / tickMs; now < end;) {
      now++
      const due = [...(ticks.get(now) ?? [])]
      ticks.delete(now)
      if (due.length === 0) continue
      for (const callback of due) callback()
      await settle()
    }
  }
  return { timers, turn, nowMs: () => now * tickMs }
}

function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48271) % 2147483647
    return state / 2147483647
  }
}

it('[F49] 2,000 devices come back after an outage: their calls stay bounded, and each of them is heard', async () => {
  const { timers, turn, nowMs } = createTicks(50)
  const random = randomFrom(7)
  const calls: number[] = []
  const streams = new Map<number, (outcome: Outcome<'ended'>) => void>()
  const pulledAt = new Map<number, number>()
  let isUp = true
  const call = (count = 1) => {
    for (let n = 0; n < count; n++) calls.push(nowMs())
  }
  const environment = { nowMs, random, newId: () => 'id', onLine: () => true }

  const device = (id: number) => {
    let meta = newDeviceMeta(`d${id}`)
    const isWaiting = id < WAITING
    let isCutOff = false
    const drain = async (reason: string): Promise<DrainReport> => {
      const report = (end: DrainEnd) => ({ reason, sent: 0, answered: 0, parked: 0, pulled: 0, end })
      const waitMs = Math.max(0, meta.notBeforeMs - nowMs())
      if (waitMs > 0 && ['timer', 'liveBroke'].includes(reason)) return report({ kind: 'waiting', waitMs })
      // Health, and if it answers a push (of those who have something) and a pull.
      call(isUp ? (isWaiting ? 3 : 2) : 1)
      const failures = isUp ? [] : [FAILURE]
      meta = metaAfterRun(meta, { nowMs: nowMs(), random: random(), urgent: isWaiting, failures })
      if (isUp && !pulledAt.has(id)) pulledAt.set(id, nowMs())
      isCutOff = !isUp
      return report(isUp ? { kind: 'done' } : { kind: 'waiting', waitMs: meta.notBeforeMs - nowMs(), error: 'refused' })
    }
    const live = (onHint: () => void, onBroken: () => void): LiveStream =>
      startLive({
        transport: {
          live: (hint) => {
            call()
            if (!isUp) return Promise.resolve(FAILURE)
            const opened = new Promise<Outcome<'ended'>>((end) => streams.set(id, end))
            hint({ cursor: 'e1.1.a', spread_ms: spreadMs(streams.size) })
            return opened
          },
        },
        lock: noLock,
        visibility: { isVisible: () => true, onChange: () => () => undefined },
        ...{ timers, environment, onHint, onBroken },
      })
    return startWakeUps({
      afterPaint: (work) => work(),
      drain,
      askForBackgroundSync: async () => undefined,
      startLive: live,
      watchReachability: (onReached) =>
        createReachability({
          transport: {
            health: async () => {
              call()
              return isUp ? { kind: 'answer', value: { ok: true, epoch: 'e1' } } : FAILURE
            },
          },
          isWanted: async () => isWaiting && isCutOff,
          ...{ timers, environment, onReached },
        }),
      timers,
      window: new EventTarget() as never,
      document: Object.assign(new EventTarget(), { visibilityState: 'visible' }) as never,
    })
  }
  const pages = Array.from({ length: DEVICES }, (_, id) => device(id))
  await turn(5_000)

  isUp = false
  for (const end of streams.values()) end({ kind: 'unreachable', message: 'reset', timedOut: false })
  streams.clear()
  await turn(OUTAGE_MS)
  const down = peak(
    calls.filter((at) => at > nowMs() - OUTAGE_MS + 15_000),
    1_000,
  )

  const backAt = nowMs()
  isUp = true
  pulledAt.clear()
  await turn(70_000)
  const back = calls.filter((at) => at >= backAt)
  for (const page of pages) page.stop()
  // While it is down: the 500 that wait ask up to twice a second; the others hardly.
  expect(down).toBeLessThan(DEVICES)
  // It comes back to no more than two calls a second from each device, and to no burst within that second.
  expect(peak(back, 1_000)).toBeLessThan(2 * DEVICES)
  expect(peak(back, 100)).toBeLessThan(0.3 * DEVICES)
  expect(pulledAt.size).toBe(DEVICES)
  // Who has something to send does not wait for the others.
  const waited = Array.from({ length: WAITING }, (_, id) => (pulledAt.get(id) ?? Number.POSITIVE_INFINITY) - backAt)
  expect(Math.max(...waited)).toBeLessThan(1_200)
}, 60_000)

/** The most calls in any window of this length. */
function peak(atMs: readonly number[], windowMs: number): number {
  let most = 0
  let from = 0
  const sorted = atMs.toSorted((a, b) => a - b)
  for (const [n, at] of sorted.entries()) {
    while ((sorted[from] ?? at) <= at - windowMs) from++
    most = Math.max(most, n - from + 1)
  }
  return most
}
