import { expect, it } from 'vitest'
import type { LiveHint } from '../../../contract/wire/live.ts'
import { HIDDEN_MS, startLive } from './live.ts'
import { noLock } from '../lock.ts'
import type { Lock, Outcome } from '../ports.ts'
import { createVirtualTime, settled } from '../testing/virtual-time.ts'

type Ended = Outcome<'ended'>
const ended: Ended = { kind: 'answer', value: 'ended' }

function given(lock: Lock = noLock) {
  const time = createVirtualTime(settled)
  const opened: { hint: (hint: LiveHint) => void; end: (outcome: Ended) => void; signal: AbortSignal }[] = []
  const hints: string[] = []
  const broken: Ended[] = []
  let visible = true
  const listeners = new Set<() => void>()
  const live = startLive({
    transport: {
      live: (hint, signal) =>
        new Promise<Ended>((end) => {
          opened.push({ hint, end, signal })
          signal.addEventListener('abort', () => end({ kind: 'unreachable', message: '', timedOut: false }))
        }),
    },
    lock,
    visibility: {
      isVisible: () => visible,
      onChange: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    timers: time.timers,
    environment: time.environment,
    onHint: (cursor) => hints.push(cursor),
    onBroken: (outcome) => broken.push(outcome),
  })
  const show = (value: boolean): void => {
    visible = value
    for (const listener of listeners) listener()
  }
  const at = (n: number) => {
    const stream = opened[n]
    if (!stream) throw new Error(`only ${opened.length} streams were opened`)
    return stream
  }
  return { time, opened, at, hints, broken, show, live }
}

it('[EN21] a hint is told after the jitter that the server asked for; several in that time are one', async () => {
  const { time, at, hints } = given()
  at(0).hint({ cursor: 'e1.1.a', spread_ms: 0 })
  await time.advance(0)
  expect(hints).toEqual(['e1.1.a'])
  at(0).hint({ cursor: 'e1.2.b', spread_ms: 1_000 })
  at(0).hint({ cursor: 'e1.3.c', spread_ms: 1_000 })
  expect(hints).toEqual(['e1.1.a'])
  await time.advance(1_000)
  expect(hints).toEqual(['e1.1.a', 'e1.3.c'])
})

it('[EN22] a broken stream is told and opened again, later and later', async () => {
  const { time, opened, at, broken } = given()
  for (let n = 0; n < 8; n++) {
    at(n).end(ended)
    await settled()
    const mostMs = Math.min(60_000, 1_000 * 2 ** (n + 1))
    expect(time.nextInMs()).toBeLessThanOrEqual(mostMs)
    await time.advance(mostMs)
    expect(opened.length).toBe(n + 2)
  }
  expect(broken.length).toBe(8)
})

it('[EN22] once the server is heard again, the next attempt comes within a second', async () => {
  const { time, opened, at, live } = given()
  for (let n = 0; n < 7; n++) {
    at(n).end(ended)
    await settled()
    await time.advance(60_000)
  }
  at(7).end(ended)
  await settled()
  live.retrySoon()
  await settled()
  expect(time.nextInMs()).toBeLessThanOrEqual(1_000)
  await time.advance(1_000)
  expect(opened.length).toBe(9)
  // An open stream does not mind, nor does the wait after it.
  live.retrySoon()
  at(8).end(ended)
  await settled()
  expect(time.nextInMs()).toBeGreaterThan(0)
  live.stop()
  await settled()
  expect(time.nextInMs()).toBeUndefined()
})

it('[F9] a refusal with Retry-After is obeyed', async () => {
  const { time, at, live } = given()
  at(0).end({ kind: 'problem', status: 503, code: 'UNAVAILABLE', message: '', retryAfterMs: 90_000 })
  await settled()
  live.retrySoon()
  await settled()
  expect(time.nextInMs()).toBe(90_000)
})

it('[F71] only the page that has the lock opens a stream', async () => {
  const waiting: Lock = { ifAvailable: async () => 'busy', whenFree: async () => undefined }
  const { opened } = given(waiting)
  await settled()
  expect(opened.length).toBe(0)
})

it('[EN23] a page gives the stream up after 30 s hidden, not before, and asks again when seen', async () => {
  const { time, opened, at, show } = given()
  show(false)
  await time.advance(HIDDEN_MS - 1)
  show(true)
  await time.advance(HIDDEN_MS)
  expect(opened.length).toBe(1)
  expect(at(0).signal.aborted).toBe(false)
  show(false)
  await time.advance(HIDDEN_MS)
  expect(at(0).signal.aborted).toBe(true)
  show(true)
  await settled()
  expect(opened.length).toBe(2)
})

it('[EN23] stopping ends the stream, and no timer is left', async () => {
  const { time, opened, at, live, broken } = given()
  at(0).hint({ cursor: 'e1.1.a', spread_ms: 500 })
  live.stop()
  await settled()
  expect(at(0).signal.aborted).toBe(true)
  expect(time.nextInMs()).toBeUndefined()
  expect([opened.length, broken.length]).toEqual([1, 0])
})
