import { describe, expect, it } from 'vitest'
import type { Health } from '../../../contract/wire/health.ts'
import type { DrainEnd } from '../drain-report.ts'
import type { Outcome } from '../ports.ts'
import { ASK_MS_MAX, ASK_MS_MIN, createReachability } from './reachability.ts'
import { createVirtualTime } from '../testing/virtual-time.ts'

const REFUSED: Outcome<Health> = { kind: 'unreachable', message: 'refused', timedOut: false }
const HEARD: Outcome<Health> = { kind: 'answer', value: { ok: true, epoch: 'e1' } }
const CUT_OFF: DrainEnd = { kind: 'waiting', waitMs: 8_000, error: 'no answer' }

/** A page that is cut off from its server. */
function given() {
  const time = createVirtualTime()
  const askedAtMs: number[] = []
  const reachedAtMs: number[] = []
  const network = {
    answer: async (_signal: AbortSignal): Promise<Outcome<Health>> => REFUSED,
    isWanted: true,
    isReadable: true,
  }
  const reachability = createReachability({
    transport: {
      health: (signal) => {
        askedAtMs.push(time.nowMs())
        return network.answer(signal)
      },
    },
    timers: time.timers,
    environment: time.environment,
    isWanted: async () => {
      if (!network.isReadable) throw new Error('no disk')
      return network.isWanted
    },
    onReached: () => reachedAtMs.push(time.nowMs()),
  })
  const ended = (end: DrainEnd) =>
    reachability.ended({ reason: 'timer', sent: 0, answered: 0, parked: 0, pulled: 0, end })
  const drained = (end: DrainEnd) => {
    reachability.began()
    ended(end)
  }
  return { time, network, reachability, ended, drained, askedAtMs, reachedAtMs }
}

/** A call into a hole: it ends only by being given up. */
const hang = (signal: AbortSignal) =>
  new Promise<Outcome<Health>>((resolve) => signal.addEventListener('abort', () => resolve(REFUSED)))

describe('a server that cannot be reached', () => {
  it.each([
    ['refuses', async () => REFUSED],
    ['swallows', hang],
  ])('[EN26] is asked until it answers, 60 to 120 times a minute (it %s)', async (_, answer) => {
    const { time, network, drained, askedAtMs, reachedAtMs } = given()
    network.answer = answer
    drained(CUT_OFF)
    await time.advance(60_000)
    expect(askedAtMs.length).toBeGreaterThanOrEqual(Math.floor(60_000 / ASK_MS_MAX) - 1)
    expect(askedAtMs.length).toBeLessThanOrEqual(60_000 / ASK_MS_MIN)
    expect(reachedAtMs).toEqual([])

    const backMs = time.nowMs()
    network.answer = async () => HEARD
    await time.advance(ASK_MS_MAX)
    expect(reachedAtMs).toHaveLength(1)
    expect((reachedAtMs[0] ?? 0) - backMs).toBeLessThanOrEqual(ASK_MS_MAX)
  })

  it('[EN26] is asked too while a drain hangs', async () => {
    const { time, network, reachability, reachedAtMs } = given()
    reachability.began()
    await time.advance(10_000)
    network.answer = async () => HEARD
    await time.advance(ASK_MS_MAX)
    expect(reachedAtMs).toHaveLength(1)
  })

  it('[EN26] devices whose connections broke at the same moment do not all ask at the same moment', async () => {
    const { time, drained, askedAtMs } = given()
    drained(CUT_OFF)
    await time.advance(20 * ASK_MS_MAX)
    const gapsMs = askedAtMs.map((atMs, n) => atMs - (askedAtMs[n - 1] ?? atMs)).slice(1)
    expect(Math.max(...gapsMs) - Math.min(...gapsMs)).toBeGreaterThan((ASK_MS_MAX - ASK_MS_MIN) / 2)
  })

  it.each<DrainEnd>([
    CUT_OFF,
    { kind: 'waiting', waitMs: 8_000 },
    { kind: 'busy' },
    { kind: 'broken', message: 'no disk' },
  ])('[EN26] goes on being asked, and no more often, however often drains end so (%j)', async (end) => {
    const { time, drained, askedAtMs } = given()
    for (let n = 0; n < 5; n++) drained(end)
    await time.advance(ASK_MS_MAX)
    expect(askedAtMs).toHaveLength(1)
  })
})

describe('nobody is asked', () => {
  it.each<DrainEnd>([
    { kind: 'done' },
    { kind: 'paused', why: 'unauthenticated' },
    { kind: 'waiting', waitMs: 0 },
    { kind: 'waiting', waitMs: 8_000, error: 'busy', asked: true },
    { kind: 'waiting', waitMs: 8_000, asked: true },
  ])('[EN26] after a drain that ended %j', async (end) => {
    const { time, reachability, ended, askedAtMs } = given()
    reachability.began()
    await time.advance(10_000)
    ended(end)
    const asked = askedAtMs.length
    expect(time.nextInMs()).toBeUndefined()
    await time.advance(60_000)
    expect(askedAtMs.length).toBe(asked)
  })

  it('[EN26] while nobody looks, or nothing waits', async () => {
    const { time, network, drained, askedAtMs } = given()
    network.isWanted = false
    drained(CUT_OFF)
    await time.advance(60_000)
    expect(askedAtMs).toEqual([])
    network.isWanted = true
    await time.advance(ASK_MS_MAX)
    expect(askedAtMs).toHaveLength(1)
  })

  it('[EN26] once the page has stopped, also by a drain that goes on', async () => {
    const { time, network, reachability, drained, askedAtMs } = given()
    network.answer = hang
    drained(CUT_OFF)
    await time.advance(10_000)
    reachability.stop()
    drained(CUT_OFF)
    const asked = askedAtMs.length
    await time.advance(60_000)
    expect(askedAtMs.length).toBe(asked)
  })

  it('[EN26] [F9] for as long as the server itself asks', async () => {
    const { time, network, drained, askedAtMs } = given()
    const problem = { kind: 'problem', status: 503, code: 'UNAVAILABLE', message: '', retryAfterMs: 40_000 } as const
    network.answer = async () => problem
    drained(CUT_OFF)
    await time.advance(ASK_MS_MAX + 40_000)
    expect(askedAtMs).toHaveLength(1)
    await time.advance(2 * ASK_MS_MAX)
    expect(askedAtMs).toHaveLength(2)
  })

  it('[EN26] while the storage cannot be read; the next drain begins anew', async () => {
    const { time, network, drained, askedAtMs } = given()
    network.isReadable = false
    drained(CUT_OFF)
    await time.advance(60_000)
    network.isReadable = true
    drained(CUT_OFF)
    await time.advance(ASK_MS_MAX)
    expect(askedAtMs).toHaveLength(1)
  })
})

it('[EN26] a server that answers and still takes nothing is not pressed: once, until it was silent again', async () => {
  const { time, network, drained, askedAtMs, reachedAtMs } = given()
  network.answer = async () => HEARD
  for (let n = 0; n < 10; n++) {
    drained(CUT_OFF)
    await time.advance(10_000)
  }
  expect([askedAtMs.length, reachedAtMs.length]).toEqual([10, 1])
  network.answer = async () => REFUSED
  drained(CUT_OFF)
  await time.advance(10_000)
  network.answer = async () => HEARD
  await time.advance(ASK_MS_MAX)
  expect(reachedAtMs).toHaveLength(2)
})
