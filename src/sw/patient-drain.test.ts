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
    async () => true,
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
    expect(await drainsOf('done', true)).toEqual(['saved', 'sync'])
  })

  it('[SW10] begins none if that got through and has left nothing to send', async () => {
    expect(await drainsOf('done', false)).toEqual(['saved'])
  })

  it('[SW10] begins one if that did not get through, also with nothing to send', async () => {
    expect(await drainsOf('waiting', false)).toEqual(['saved', 'sync'])
  })

  /** @param first how the drain under way ends @param leaves whether something is left to send then */
  async function drainsOf(first: 'done' | 'waiting', leaves: boolean): Promise<string[]> {
    const begun: string[] = []
    let end = (): void => undefined
    const ended = new Promise<void>((resolve) => (end = resolve))
    const drain = createPatientDrain(
      {
        drain: async (reason) => {
          begun.push(reason)
          if (reason === 'saved') await ended
          const how: DrainEnd = first === 'done' ? { kind: first } : { kind: first, waitMs: 1 }
          return { reason, sent: 0, answered: 0, parked: 0, pulled: 0, end: how }
        },
      },
      { whenFree: (work) => work() },
      async () => leaves,
    )
    const saved = drain('saved')
    const synced = drain('sync')
    await Promise.resolve()
    expect(begun).toEqual(['saved'])
    end()
    await Promise.all([saved, synced])
    return begun
  }
})
