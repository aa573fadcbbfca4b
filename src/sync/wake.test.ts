import { describe, expect, it } from 'vitest'
import type { DrainReport } from './drain-report.ts'
import { webLock } from './lock.ts'
import { createFakeLocks } from './testing/fake-locks.ts'
import { createVirtualTime } from './testing/virtual-time.ts'
import {
  answerWake,
  createWaker,
  REPORT_LATE_MS,
  WORKER_BEAT_MS,
  WORKER_LOST_MS,
  WORKER_SILENT_MS,
  type WakeMessage,
} from './wake.ts'

const report = (reason: string): DrainReport => ({
  reason,
  sent: 0,
  answered: 0,
  parked: 0,
  pulled: 0,
  end: { kind: 'done' },
})

/** Of a worker whose drains are over at once. */
const { timers } = createVirtualTime()

function given(answer: ((message: unknown, port: MessagePort) => void) | undefined, locks?: LockManager) {
  let names = 0
  const lockOfWorker =
    locks &&
    (() => {
      const name = `alive ${++names}`
      return { name, lock: webLock(locks, name) }
    })
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
    lockOfWorker,
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
      const drain = async (message: WakeMessage) => {
        drained.push(message)
        return report(message.reason)
      }
      void answerWake({ data, ports: [port] }, { drain, timers })
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
    await expect.poll(() => time.nextInMs()).toBe(WORKER_LOST_MS)
    await time.advance(WORKER_LOST_MS)
    expect(await pending).toEqual(report('saved, here'))
  })

  it('[EN20] [F12] waits as long as a worker without a lock says that it drains, and misses it soon when it dies', async () => {
    const worker = createVirtualTime()
    const { wake, time, drainedHere } = given((data, port) => {
      void answerWake({ data, ports: [port] }, { drain: () => new Promise(() => undefined), timers: worker.timers })
    })
    const pending = wake('saved')
    await expect.poll(() => time.nextInMs()).toBe(WORKER_LOST_MS)
    for (let beats = 0; beats < 20; beats++) {
      await time.advance(WORKER_BEAT_MS)
      await worker.advance(WORKER_BEAT_MS)
      await expect.poll(() => time.nextInMs()).toBe(WORKER_LOST_MS)
    }
    expect(drainedHere()).toBe(0)
    await time.advance(WORKER_LOST_MS)
    expect(await pending).toEqual(report('saved, here'))
  })

  it('[EN20] hears no more of a worker whose drain is over', async () => {
    const worker = createVirtualTime()
    const { wake } = given((data, port) => {
      const drain = ({ reason }: WakeMessage) => Promise.resolve(report(reason))
      void answerWake({ data, ports: [port] }, { drain, timers: worker.timers })
    })
    expect(await wake('saved')).toEqual(report('saved'))
    expect(worker.nextInMs()).toBeUndefined()
  })
})

describe('a worker that holds a lock while it drains', () => {
  /** Its side; `die` ends it as the browser does: its locks are free, and nothing is said any more. */
  function givenWorker(locks: LockManager, drain: (message: WakeMessage) => Promise<DrainReport>) {
    let isDead = false
    let die = (): void => undefined
    const death = new Promise<void>((resolve) => {
      die = () => {
        isDead = true
        resolve()
      }
    })
    const holding = (name: string, work: () => Promise<void>) =>
      locks.request(name, {}, () => Promise.race([work(), death]))
    const answer = (data: unknown, port: MessagePort): void => {
      const said = { postMessage: (message: unknown) => void (isDead || port.postMessage(message)) }
      void answerWake({ data, ports: [said] }, { drain, timers, holding })
    }
    return { answer, die }
  }
  const untilHeld = (locks: LockManager) =>
    expect.poll(() => webLock(locks, 'alive 1').ifAvailable(() => Promise.resolve('free'))).toBe('busy')

  it('[EN20] [F14] is missed within a second when it dies in the middle: the page drains itself', async () => {
    const locks = createFakeLocks()
    const { answer, die } = givenWorker(locks, () => new Promise(() => undefined))
    const { wake, time, drainedHere } = given(answer, locks)
    const pending = wake('saved')
    await untilHeld(locks)
    await expect.poll(() => time.nextInMs()).toBe(WORKER_LOST_MS)
    die()
    await expect.poll(() => time.nextInMs()).toBe(REPORT_LATE_MS)
    await time.advance(REPORT_LATE_MS)
    expect(await pending).toEqual(report('saved, here'))
    expect(drainedHere()).toBe(1)
    expect(time.nextInMs()).toBeUndefined()
  })

  it('[EN20] is heard as before when it ends well, and several wake-ups do not hold each other up', async () => {
    const locks = createFakeLocks()
    const ends: (() => void)[] = []
    const { answer } = givenWorker(locks, async ({ reason }) => {
      await new Promise<void>((resolve) => ends.push(resolve))
      return report(reason)
    })
    const { wake, drainedHere } = given(answer, locks)
    const both = Promise.all([wake('saved'), wake('online')])
    await expect.poll(() => ends.length).toBe(2)
    for (const end of ends) end()
    expect(await both).toEqual([report('saved'), report('online')])
    expect(drainedHere()).toBe(0)
  })
})

describe('a worker', () => {
  it.each([undefined, null, 'wake', {}, { kind: 'wake' }, { kind: 'wake', version: 2 }, { kind: 'other', version: 1 }])(
    '[F24] does not answer %j',
    (data) => {
      const drain = () => Promise.reject(new Error('must not drain'))
      expect(answerWake({ data, ports: [] }, { drain, timers })).toBeUndefined()
    },
  )
})
