import { expect, it } from 'vitest'
import type { DrainEnd, DrainReport } from './drain-report.ts'
import { createSchedule } from './schedule.ts'
import { createVirtualTime } from './testing/virtual-time.ts'

const report = (end: DrainEnd): DrainReport => ({ reason: 'timer', sent: 0, answered: 0, parked: 0, pulled: 0, end })

function given(next: DrainEnd = { kind: 'done' }) {
  const time = createVirtualTime()
  const reasons: string[] = []
  const schedule = createSchedule({
    timers: time.timers,
    pushIntervalMs: 1_000,
    pullIntervalMs: 30_000,
    wake: async (reason) => {
      reasons.push(reason)
      return report(next)
    },
  })
  return { time, schedule, reasons }
}

it.each<[DrainEnd, number]>([
  [{ kind: 'done' }, 30_000],
  [{ kind: 'paused', why: 'unauthenticated' }, 30_000],
  [{ kind: 'busy' }, 1_000],
  [{ kind: 'broken', message: 'no disk' }, 1_000],
  [{ kind: 'waiting', waitMs: 250, error: 'no answer' }, 250],
  [{ kind: 'waiting', waitMs: 0 }, 1_000],
])('[EN25] after a drain that ended %j it looks again in %i ms', (end, delayMs) => {
  const { time, schedule } = given()
  schedule.ended(report(end))
  expect(time.nextInMs()).toBe(delayMs)
})

it('[EN25] goes on by itself with one timer, until it is stopped', async () => {
  const { time, schedule, reasons } = given({ kind: 'waiting', waitMs: 100 })
  schedule.ended(report({ kind: 'done' }))
  schedule.ended(report({ kind: 'busy' }))
  await time.advance(1_250)
  expect(reasons).toEqual(['timer', 'timer', 'timer'])
  schedule.stop()
  schedule.ended(report({ kind: 'done' }))
  expect(time.nextInMs()).toBeUndefined()
})

it('[EN25] a look that failed as a whole is no reason not to look again', async () => {
  const time = createVirtualTime()
  let looks = 0
  const wake = () => Promise.reject(new Error(`no engine, ${++looks}`))
  const schedule = createSchedule({ timers: time.timers, pushIntervalMs: 1_000, pullIntervalMs: 30_000, wake })
  schedule.ended(report({ kind: 'done' }))
  await time.advance(30_000)
  await expect.poll(() => time.nextInMs()).toBe(1_000)
  await time.advance(1_000)
  await expect.poll(() => [looks, time.nextInMs()]).toEqual([2, 1_000])
})
