import { describe, expect, it } from 'vitest'
import { webLock } from './lock.ts'
import { createBoundaries } from './testing/boundaries.ts'
import { createDevice } from './testing/device.ts'
import { bothSides, drainAll } from './testing/drains.ts'
import { createFakeLocks } from './testing/fake-locks.ts'
import { createFakeServer, problem } from './testing/fake-server.ts'

async function given(tabs: number, hasLocks: boolean) {
  const server = createFakeServer()
  const locks = createFakeLocks()
  const boundaries = createBoundaries()
  const lock = () => (hasLocks ? { lock: webLock(locks, 'drain') } : {})
  const first = await createDevice({
    fetch: boundaries.wrapFetch(server.fetch),
    wrapStore: (store) => boundaries.wrapStore(store),
    ...lock(),
  })
  const { disk, time } = first
  const others = Array.from({ length: tabs - 1 }, () => createDevice({ fetch: server.fetch, disk, time, ...lock() }))
  return { server, boundaries, first, tabs: [first, ...(await Promise.all(others))], locks }
}

describe.each([true, false])('tabs, with Web Locks: %s', (hasLocks) => {
  it('[F12] [F2] seven tabs save and drain at once: each change once', async () => {
    const { server, first, tabs } = await given(7, hasLocks)
    const saving = tabs.map(async (tab, n) => {
      for (let i = 0; i < 5; i++) {
        await tab.create(`b${n}-${i}`, { name: 'new' })
        await tab.engine.drain('saved')
        await tab.update(`b${n}-${i}`, { name: `edited ${n}` })
        await tab.engine.drain('saved')
      }
    })
    await Promise.all(saving)
    await drainAll(first)
    expect(await first.entries()).toEqual([])
    expect(server.applied.size).toBe(35)
    for (const [, times] of server.applied) expect(times).toBeLessThanOrEqual(2)
    expect(server.rows.every(({ judged }) => String(judged.data.name).startsWith('edited'))).toBe(true)
  })

  it('[F12] [EN46] a save and its wake-up at any point of another tab’s drain leave with that drain', async () => {
    let wakes = 0
    for (let n = 1; ; n++) {
      const { server, boundaries, first, tabs } = await given(2, hasLocks)
      const tab = tabs[1] ?? first
      await first.engine.drain('started')
      await first.create('b1', { name: 'One' })
      const from = boundaries.count
      let woken: Promise<unknown> | undefined
      boundaries.at = (count) => {
        if (count !== from + n) return undefined
        boundaries.at = undefined
        woken = tab.create('b2', { name: 'Two' }).then(() => tab.engine.drain('saved'))
        // With the lock this tab is refused it and goes; without, both work at once.
        return woken.then(() => undefined)
      }
      await first.engine.drain('saved')
      if (!woken) break
      wakes++
      await woken
      const { there, waiting, applied } = await bothSides(first, server, ['b1', 'b2'])
      expect({ n, there, waiting }).toEqual({ n, there: { b1: { name: 'One' }, b2: { name: 'Two' } }, waiting: [] })
      expect(Object.values(applied)).toEqual([1, 1])
    }
    expect(wakes).toBeGreaterThan(15)
  })
})

it('[EN46] a drain asked for while one is under way ends with what has seen it', async () => {
  const { server, boundaries, first } = await given(1, true)
  await first.engine.drain('started')
  for (let n = 1; n < 30; n++) {
    const from = boundaries.count
    let second: Promise<unknown> | undefined
    boundaries.at = (count) => {
      if (count !== from + n || second) return undefined
      return first.create(`b${n}`, { name: 'late' }).then(() => {
        second = first.engine.drain('saved').then(() => expect(server.row(`b${n}`)).toBeDefined())
      })
    }
    await first.create(`a${n}`, { name: 'early' })
    await first.engine.drain('saved')
    boundaries.at = undefined
    await second
  }
  expect(first.errors).toEqual([])
})

it('[F3] [F12] ID_REUSE for a change that another tab got the result of is no reason for a new device id', async () => {
  const { server, first, tabs } = await given(2, false)
  await first.engine.drain('started')
  await first.create('b1', { name: 'One' })
  const { deviceId } = await first.meta()
  let isFirst = true
  server.after = async (call, answer) => {
    if (!isFirst || !call.path.endsWith('push')) return answer
    isFirst = false
    await tabs[1]?.engine.drain('saved')
    const body = (await answer.json()) as { results: { mutation_id: number }[] }
    const results = body.results.map(({ mutation_id }) => ({ mutation_id, ok: false, code: 'ID_REUSE', message: '' }))
    return new Response(JSON.stringify({ ...body, results }), { headers: answer.headers })
  }
  // Nor for a pause: nothing is left that the server has not judged.
  expect((await first.engine.drain('saved')).end).toEqual({ kind: 'done' })
  expect(await first.entries()).toEqual([])
  expect(isFirst).toBe(false)
  expect((await first.meta()).deviceId).toBe(deviceId)
})

it.each([true, false])(
  '[F34] [CY17] a sign-in meets a call that was refused before it (Web Locks: %s)',
  async (hasLocks) => {
    const { server, first, tabs } = await given(2, hasLocks)
    await first.engine.drain('started')
    await first.create('b1', { name: 'One' })
    let woken: Promise<unknown> | undefined
    // The session has ended; its person signs in while the refusal is on its way.
    const refuse = async (): Promise<Response> => {
      woken = Promise.all([first.engine.drain('signedIn'), tabs[1]?.engine.drain('signedIn')])
      await expect.poll(async () => (await first.meta()).wanted).toBe(4)
      return problem(401, 'UNAUTHENTICATED')
    }
    server.before = ({ path }) => {
      if (!path.endsWith('push')) return undefined
      server.before = undefined
      return refuse()
    }
    await first.engine.drain('saved')
    await woken
    await first.time.advance(10_000)
    expect((await first.engine.drain('timer')).end.kind).toBe('done')
    expect(await first.entries()).toEqual([])
  },
)

it('[F13] a tab that holds the lock and is frozen holds up one batch of others, not their saves', async () => {
  const { server, first, tabs, locks } = await given(2, true)
  await first.engine.drain('started')
  const tab = tabs[1] ?? first
  let thaw: (() => void) | undefined
  const frozen = webLock(locks, 'drain').ifAvailable(() => new Promise<void>((resolve) => (thaw = resolve)))
  await tab.create('b1', { name: 'One' })
  expect((await tab.engine.drain('saved')).end).toEqual({ kind: 'busy' })
  thaw?.()
  await frozen
  expect((await tab.engine.drain('timer')).end).toEqual({ kind: 'done' })
  expect(server.row('b1')).toBeDefined()
})

it('[EN47] a stopped engine ends what is under way and does nothing more; the next one goes on', async () => {
  const { server, first } = await given(1, true)
  await first.engine.drain('started')
  await first.create('b1', { name: 'One' })
  let stopped: Promise<void> | undefined
  server.before = () => {
    stopped = first.engine.stop()
    return new Promise(() => undefined)
  }
  expect((await first.engine.drain('saved')).end).toEqual({ kind: 'broken', message: 'stopped' })
  await stopped
  const calls = server.calls.length
  await first.engine.drain('asked')
  expect(server.calls.length).toBe(calls)
  server.before = undefined
  const next = await createDevice({ fetch: server.fetch, disk: first.disk, time: first.time })
  await drainAll(next)
  expect(Object.fromEntries(server.applied)).toEqual({ 'buildings/b1': 1 })
})

it('[EN48] a storage that fails is told, ends the drain, and the next one goes on', async () => {
  const { server, boundaries, first } = await given(1, true)
  await first.engine.drain('started')
  await first.create('b1', { name: 'One' })
  const from = boundaries.count
  for (let n = 1; n < 12; n++) {
    boundaries.at = (count) => {
      if (count !== from + n) return undefined
      throw new Error('the disk is gone')
    }
    const { end } = await first.engine.drain('asked')
    expect(['broken', 'waiting', 'done']).toContain(end.kind)
    await first.time.advance(10_000)
  }
  boundaries.at = undefined
  await drainAll(first)
  expect(first.errors.length).toBeGreaterThan(0)
  expect(Object.fromEntries(server.applied)).toEqual({ 'buildings/b1': 1 })
})
