import { describe, expect, it } from 'vitest'
import type { DrainEnd } from '../sync/drain-report.ts'
import { createPatientDrain } from './patient-drain.ts'

/** An engine whose drains end so, one after the other, and a lock that notes who waits for it. */
function given(...ends: DrainEnd['kind'][]) {
  const calls: string[] = []
  const drain = createPatientDrain(
    {
      drain: (reason) => {
        calls.push('drain')
        const kind = ends.shift() ?? 'done'
        const end = kind === 'busy' ? { kind } : ({ kind: 'done' } as const)
        return Promise.resolve({ reason, sent: 0, answered: 0, parked: 0, pulled: 0, end })
      },
    },
    {
      whenFree: async (work) => {
        calls.push('wait')
        await work()
      },
    },
  )
  return { drain, calls }
}

describe('a sync event while somebody else drains', () => {
  it('[SW10] waits until that has ended, and looks again', async () => {
    const { drain, calls } = given('busy', 'done')
    expect((await drain('sync')).end.kind).toBe('done')
    expect(calls).toEqual(['drain', 'wait', 'drain'])
  })

  it('[SW10] any other wake-up leaves it to the other one', async () => {
    const { drain, calls } = given('busy')
    expect((await drain('saved')).end.kind).toBe('busy')
    expect(calls).toEqual(['drain'])
  })
})

describe('a sync event while this worker drains', () => {
  it('[SW10] begins when that has ended', async () => {
    const begun: string[] = []
    let end = (): void => undefined
    const first = new Promise<void>((resolve) => (end = resolve))
    const drain = createPatientDrain(
      {
        drain: async (reason) => {
          begun.push(reason)
          if (reason === 'saved') await first
          return { reason, sent: 0, answered: 0, parked: 0, pulled: 0, end: { kind: 'done' } }
        },
      },
      { whenFree: (work) => work() },
    )
    const saved = drain('saved')
    const synced = drain('sync')
    await Promise.resolve()
    expect(begun).toEqual(['saved'])
    end()
    await Promise.all([saved, synced])
    expect(begun).toEqual(['saved', 'sync'])
  })
})
