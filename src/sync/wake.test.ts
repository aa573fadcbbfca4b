import { describe, expect, it } from 'vitest'
import type { DrainReport } from './drain-report.ts'
import { createVirtualTime } from './testing/virtual-time.ts'
import { answerWake, createWaker, WORKER_DRAINING_MS, WORKER_SILENT_MS, type WakeMessage } from './wake.ts'

const report = (reason: string): DrainReport => ({
  reason,
  sent: 0,
  answered: 0,
  parked: 0,
  pulled: 0,
  end: { kind: 'done' },
})

function given(answer: ((message: unknown, port: MessagePort) => void) | undefined) {
  const time = createVirtualTime()
  const messages: unknown[] = []
  let drainedHere = 0
  let posted: (() => void) | undefined
  const arrived = new Promise<void>((resolve) => (posted = resolve))
  const worker = answer && {
    postMessage: (message: unknown, options?: unknown) => {
      messages.push(message)
      // createWaker transfers exactly one port.
      answer(message, (options as MessagePort[])[0] as MessagePort)
      posted?.()
    },
  }
  const wake = createWaker({
    userId: 'ana',
    scope: 'demo',
    worker: () => worker,
    timers: time.timers,
    drainHere: async (reason) => {
      drainedHere++
      return report(`${reason}, here`)
    },
  })
  return { wake, time, messages, arrived, drainedHere: () => drainedHere }
}

describe('a page', () => {
  it('[EN20] without a worker drains itself at once', async () => {
    const { wake, time } = given(undefined)
    expect(await wake('saved')).toEqual(report('saved, here'))
    expect(time.nextInMs()).toBeUndefined()
  })

  it('[EN20] leaves the drain to a worker that answers, and hears its report', async () => {
    const drained: WakeMessage[] = []
    const { wake, messages, drainedHere } = given((data, port) => {
      void answerWake({ data, ports: [port] }, async (message) => {
        drained.push(message)
        return report(message.reason)
      })
    })
    expect(await wake('online')).toEqual(report('online'))
    expect(messages).toEqual([{ kind: 'wake', version: 1, userId: 'ana', scope: 'demo', reason: 'online' }])
    expect(drained).toEqual(messages)
    expect(drainedHere()).toBe(0)
  })

  it('[EN20] [F13] drains itself when the worker is silent for 2 s', async () => {
    const { wake, time } = given(() => undefined)
    const pending = wake('saved')
    expect(time.nextInMs()).toBe(WORKER_SILENT_MS)
    await time.advance(WORKER_SILENT_MS)
    expect(await pending).toEqual(report('saved, here'))
  })

  it('[EN20] hears of a drain that could not begin as of any other that broke', async () => {
    const { timers } = createVirtualTime()
    const drainHere = () => Promise.reject(new TypeError('the engine could not be loaded'))
    const wake = createWaker({ userId: 'ana', scope: 'demo', worker: () => undefined, timers, drainHere })
    expect(await wake('saved')).toMatchObject({ reason: 'saved', end: { kind: 'broken' } })
  })

  it('[EN20] [F14] drains itself when a worker that began is killed', async () => {
    const { wake, time } = given((_, port) => port.postMessage({ kind: 'draining' }))
    const pending = wake('saved')
    await expect.poll(() => time.nextInMs()).toBe(WORKER_DRAINING_MS)
    await time.advance(WORKER_DRAINING_MS)
    expect(await pending).toEqual(report('saved, here'))
  })
})

describe('a worker', () => {
  it.each([undefined, null, 'wake', {}, { kind: 'wake' }, { kind: 'wake', version: 2 }, { kind: 'other', version: 1 }])(
    '[F24] does not answer %j',
    (data) => {
      const drain = () => Promise.reject(new Error('must not drain'))
      expect(answerWake({ data, ports: [] }, drain)).toBeUndefined()
    },
  )
})
