import { describe, expect, it } from 'vitest'
import type { DrainEnd, DrainReport } from '../sync/drain-report.ts'
import { createDevices, type DeviceName } from './devices.ts'
import { createVirtualTime } from '../sync/testing/virtual-time.ts'
import { createWorkerEvents, drainOrReject, type LastingEvent } from './events.ts'

const ana: DeviceName = { userId: 'ana', scope: 'demo' }
const ben: DeviceName = { userId: 'ben', scope: 'demo' }

/** A worker of two devices whose drains end as told. */
function given(
  ends: { readonly [userId: string]: DrainEnd | 'cannot open' },
  waiting = 0,
  isCurrent = (_: string) => true,
) {
  const names = Object.keys(ends).map((userId) => ({ userId, scope: 'demo' }))
  const calls: string[] = []
  const badges: number[] = []
  const devices = createDevices({
    list: () => Promise.resolve(names),
    current: () => Promise.resolve(names.filter(({ userId }) => isCurrent(userId))),
    open: ({ userId }) => {
      calls.push(`open ${userId}`)
      const end = ends[userId]
      if (end === undefined || end === 'cannot open') return Promise.reject(new Error('no storage'))
      return Promise.resolve({
        drain: (reason) => {
          calls.push(`drain ${userId}: ${reason}`)
          return Promise.resolve(reportOf(reason, end))
        },
        pendingCount: () => Promise.resolve(waiting),
        close: () => void calls.push(`close ${userId}`),
      })
    },
    lookAround: () => Promise.resolve(),
    showBadge: (count) => {
      badges.push(count)
      return Promise.resolve()
    },
  })
  const events = createWorkerEvents({
    devices,
    askForRetry: () => Promise.resolve(void calls.push('ask for retry')),
    claimClients: () => Promise.resolve(void calls.push('claim')),
    skipWaiting: () => Promise.resolve(void calls.push('skip waiting')),
    timers: createVirtualTime().timers,
  })
  return { devices, events, calls, badges }
}

function reportOf(reason: string, end: DrainEnd): DrainReport {
  return { reason, sent: 0, answered: 0, parked: 0, pulled: 0, end }
}

/** An event of the worker; `lasts` is what it was told to wait for. */
function fire<E extends LastingEvent>(listener: (event: E) => void, members: Omit<E, 'waitUntil'>): Promise<unknown>[] {
  const lasts: Promise<unknown>[] = []
  // TypeScript cannot see that the two parts are an E again.
  listener({ ...members, waitUntil: (work: Promise<unknown>) => lasts.push(work) } as unknown as E)
  return lasts
}

const done: DrainEnd = { kind: 'done' }

describe('the worker', () => {
  it('[SW3] takes over open pages when it is activated, and drains without holding them up', async () => {
    const { events, calls } = given({ ana: done })
    await Promise.all(fire(events.activate, {}))
    await expect.poll(() => calls).toContain('drain ana: activated')
    expect(calls[0]).toBe('claim')
  })

  it('[SW3] waits until a page says that the person wants the new version', async () => {
    const { events, calls } = given({})
    expect(fire(events.message, { data: { type: 'OTHER' }, ports: [] })).toHaveLength(0)
    expect(calls).toEqual([])
    await Promise.all(fire(events.message, { data: { type: 'SKIP_WAITING' }, ports: [] }))
    expect(calls).toEqual(['skip waiting'])
  })

  it('[SW4] drains the device that a page names, says so at once and reports at the end', async () => {
    const { events, calls } = given({ ana: done, ben: done })
    const said: unknown[] = []
    const data = { kind: 'wake', version: 1, ...ben, reason: 'saved' }
    const lasts = fire(events.message, { data, ports: [{ postMessage: (answer: unknown) => said.push(answer) }] })
    expect(said).toEqual([{ kind: 'draining' }])
    await Promise.all(lasts)
    expect(said[1]).toEqual({ kind: 'drained', report: reportOf('saved', done) })
    expect(calls.filter((call) => call.startsWith('drain'))).toEqual(['drain ben: saved'])
  })

  it('[SW11] asks the browser to try again when a page’s drain did not get through', async () => {
    const { events, calls } = given({ ana: { kind: 'waiting', waitMs: 1000 }, ben: done })
    const wake = (name: DeviceName) =>
      Promise.all(fire(events.message, { data: { kind: 'wake', version: 1, ...name, reason: 'timer' }, ports: [] }))
    await wake(ben)
    expect(calls).not.toContain('ask for retry')
    await wake(ana)
    expect(calls).toContain('ask for retry')
  })

  it('[SW5] [F31] no event drains the device of a person who is not signed in', async () => {
    const { devices, events, calls, badges } = given({ ana: done, ben: done }, 1, (userId) => userId === 'ben')
    await Promise.all(fire(events.activate, {}))
    await Promise.all(fire(events.sync, { tag: 'satchel-drain-3' }))
    await Promise.all(fire(events.periodicsync, { tag: 'satchel' }))
    await drainOrReject(devices, 'sync')
    await expect
      .poll(() => calls.filter((call) => call.startsWith('drain')).sort())
      .toEqual(['drain ben: activated', 'drain ben: periodicsync', 'drain ben: sync', 'drain ben: sync'])
    expect(badges).toContain(2)
  })

  it('[SW5] drains every device on a sync event of ours, and on no other', async () => {
    const { events, calls } = given({ ana: done, ben: done })
    expect(fire(events.sync, { tag: 'workbox-background-sync:drain' })).toHaveLength(0)
    await Promise.all(fire(events.sync, { tag: 'satchel-drain-3' }))
    await Promise.all(fire(events.periodicsync, { tag: 'satchel' }))
    expect(calls.filter((call) => call.startsWith('drain'))).toEqual([
      'drain ana: sync',
      'drain ben: sync',
      'drain ana: periodicsync',
      'drain ben: periodicsync',
    ])
  })

  it.each<[DrainEnd, boolean]>([
    [{ kind: 'done' }, false],
    [{ kind: 'paused', why: 'unauthenticated' }, false],
    [{ kind: 'waiting', waitMs: 1000 }, true],
    [{ kind: 'broken', message: 'no storage' }, true],
  ])('[SW5] a sync that ended %j asks the browser for another try: %s', async (end, rejects) => {
    const { devices } = given({ ana: done, ben: end })
    const outcome = await drainOrReject(devices, 'sync').then(
      () => false,
      () => true,
    )
    expect(outcome).toBe(rejects)
  })

  it('[SW7] shows on the icon how many records wait, all devices together', async () => {
    const { devices, badges } = given({ ana: done, ben: done }, 3)
    await devices.drain(ana, 'saved')
    expect(badges).toEqual([6])
  })

  it('[SW7] counts anew when a page has seen a change of what waits, and drains nothing for it', async () => {
    const { events, badges, calls } = given({ ana: done, ben: 'cannot open' }, 3)
    await Promise.all(fire(events.message, { data: { type: 'SHOW_WAITING' }, ports: [] }))
    expect(badges).toEqual([3])
    expect(calls.filter((call) => call.startsWith('drain'))).toEqual([])
  })

  it('[SW8] goes on with the others when a device cannot be opened, and opens it again next time', async () => {
    const { devices, calls } = given({ ana: 'cannot open', ben: done })
    const ends = (await devices.drainAll('sync')).map(({ end }) => end.kind)
    expect(ends).toEqual(['broken', 'done'])
    await devices.drainAll('sync')
    expect(calls.filter((call) => call === 'open ana').length).toBeGreaterThan(1)
    expect(calls.filter((call) => call === 'open ben')).toHaveLength(1)
  })

  it('[SW8] closes a device whose storage failed, and opens it again next time', async () => {
    const { devices, calls } = given({ ana: { kind: 'broken', message: 'lost' } })
    await devices.drain(ana, 'saved')
    await devices.drain(ana, 'saved')
    expect(calls.filter((call) => call === 'close ana')).toHaveLength(2)
    expect(calls.filter((call) => call === 'open ana').length).toBeGreaterThan(1)
  })
})
