import * as real from '../../../../../src/sync/environment.ts'
import type { Timers } from '../../../../../src/sync/ports.ts'
import { worldClock } from '../../../world-clock.ts'

export * from '../../../../../src/sync/environment.ts'

export const createEnvironment: typeof real.createEnvironment = () => ({
  ...real.createEnvironment(),
  nowMs: () => worldClock.nowMs(),
})

/** The storage waits a little before it reads again; nobody turns the clock while a person waits for it. */
export const platformTimers: Timers = {
  after: (_, callback) => {
    const immediate = setImmediate(callback)
    return () => clearImmediate(immediate)
  },
}
