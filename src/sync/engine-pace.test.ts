import { describe, expect, it } from 'vitest'
import { createDevice, type Device } from './testing/device.ts'
import { bothSides, drainAll } from './testing/drains.ts'
import { createFakeServer, type FakeServer, problem } from './testing/fake-server.ts'

async function given(changes = 0) {
  const server = createFakeServer()
  const device = await createDevice({ fetch: server.fetch })
  await device.engine.drain('started')
  const ids = Array.from({ length: changes }, (_, n) => `b${n}`)
  for (const id of ids) await device.create(id, { name: id })
  return { server, device, ids }
}

// With changes: the first of all only says whose device it is.
const pushes = (server: FakeServer) =>
  server.calls.filter(({ path, body }) => path.endsWith('push') && changesOf(body).length > 0)
const sizes = (server: FakeServer) => pushes(server).map(({ body }) => changesOf(body).length)
const changesOf = (body: string) => (JSON.parse(body) as { changes: { id: string; mutation_id: number }[] }).changes

describe('before the server has answered', () => {
  it.each(['dead', 'a portal'])(
    '[F70] nothing is sealed: five edits leave as one change, create + delete never (%s)',
    async (how) => {
      const { server, device } = await given()
      server.before = () => (how === 'dead' ? Promise.reject(new TypeError('connect')) : new Response('<html>'))
      await device.time.advance(60_000)
      for (const name of ['1', '2', '3', '4', '5']) {
        await (name === '1' ? device.create('b1', { name }) : device.update('b1', { name }))
        await device.engine.drain('asked')
      }
      await device.create('b2', { name: 'never' })
      await device.engine.drain('asked')
      await device.delete('b2')
      await device.engine.drain('asked')
      expect((await device.entries()).map(({ kind }) => kind)).toEqual(['open'])
      server.before = undefined
      await drainAll(device)
      expect(pushes(server).flatMap(({ body }) => changesOf(body))).toMatchObject([
        { op: 'create', data: { name: '5' } },
      ])
      expect(server.row('b2')).toBeUndefined()
    },
  )

  it('[F36] a device that says it is offline asks first; one that says nothing for 30 s too', async () => {
    const { server, device } = await given(1)
    device.time.setOnLine(false)
    await device.engine.drain('saved')
    expect(server.calls.at(-3)?.path).toBe('/api/health')
    device.time.setOnLine(true)
    await device.time.advance(30_001)
    await device.create('c1', { name: 'c1' })
    await device.engine.drain('saved')
    expect(server.calls.slice(-3).map(({ path }) => path.split('/').at(-1))).toEqual(['health', 'push', 'pull'])
    await device.create('c2', { name: 'c2' })
    await device.engine.drain('saved')
    expect(server.calls.slice(-2).map(({ path }) => path.split('/').at(-1))).toEqual(['push', 'pull'])
    await device.create('c3', { name: 'c3' })
    await device.engine.drain('liveBroke')
    expect(server.calls.slice(-3).map(({ path }) => path.split('/').at(-1))).toEqual(['health', 'push', 'pull'])
  })
})

describe('after a failure', () => {
  it('[F9] Retry-After is obeyed by every wake-up, also a person’s', async () => {
    const { server, device } = await given(1)
    server.before = () => problem(503, 'UNAVAILABLE', { 'retry-after': '40' })
    expect((await device.engine.drain('saved')).end).toMatchObject({ kind: 'waiting', asked: true })
    server.before = undefined
    const calls = server.calls.length
    await device.time.advance(39_000)
    for (const reason of ['asked', 'online', 'reached', 'timer', 'sync', 'signedIn']) {
      expect((await device.engine.drain(reason)).end).toMatchObject({ kind: 'waiting', asked: true })
    }
    expect(server.calls.length).toBe(calls)
    // And no device comes back at the same moment as all others.
    const { notBeforeMs } = await device.meta()
    expect(notBeforeMs - device.time.nowMs()).toBeGreaterThanOrEqual(1_000)
    await device.time.advance(notBeforeMs - device.time.nowMs())
    expect((await device.engine.drain('timer')).end.kind).toBe('done')
    expect(server.row('b0')?.judged.version).toBe(1)
  })

  it.each(['online', 'reached'])(
    '[EN45] a timer waits out the backoff; news that the network is back does not (%s)',
    async (news) => {
      const { server, device } = await given(1)
      server.before = () => new Response('')
      const failed = await device.engine.drain('saved')
      expect(failed.end).toMatchObject({ kind: 'waiting', error: expect.stringContaining('not an answer') as string })
      const calls = server.calls.length
      expect((await device.engine.drain('timer')).end.kind).toBe('waiting')
      expect((await device.engine.drain('saved')).end).not.toHaveProperty('error')
      expect(server.calls.length).toBe(calls)
      server.before = undefined
      expect((await device.engine.drain(news)).end.kind).toBe('done')
    },
  )

  it.each(['health', 'pull'])(
    '[EN27] a %s that went into a hole is asked again once the server is heard',
    async (path) => {
      const { server, device } = await given(1)
      await device.changeMeta({ lastExchangeFailed: true })
      server.before = (call) => (call.path.endsWith(path) ? new Promise(() => undefined) : undefined)
      const draining = device.engine.drain('saved')
      await device.time.advance(3_000)
      expect(server.calls.at(-1)?.path).toContain(path)
      server.before = undefined
      expect((await device.engine.drain('reached')).end.kind).toBe('done')
      expect(await draining).toMatchObject({ answered: 1, end: { kind: 'done' } })
      expect(server.row('b0')?.judged.version).toBe(1)
    },
  )

  it('[EN27] a push is not: on a slow line it would never end', async () => {
    const { server, device } = await given(1)
    server.before = ({ path }) => (path.endsWith('push') ? new Promise(() => undefined) : undefined)
    const draining = device.engine.drain('saved')
    await device.time.advance(3_000)
    const news = device.engine.drain('reached')
    await device.time.advance(3_000)
    expect(pushes(server)).toHaveLength(1)
    await device.time.advance(30_000)
    await Promise.all([draining, news])
  })

  it('[EN27] a device that is stopped does not ask again', async () => {
    const { server, device } = await given(1)
    await device.changeMeta({ lastExchangeFailed: true })
    server.before = () => new Promise(() => undefined)
    const draining = device.engine.drain('saved')
    await device.time.advance(1_000)
    const calls = server.calls.length
    const news = device.engine.drain('reached')
    await device.engine.stop()
    expect((await draining).end.kind).toBe('broken')
    expect((await news).end.kind).toBe('broken')
    expect(server.calls.length).toBeLessThanOrEqual(calls + 1)
  })

  it('[F10] a black hole ends by itself, and the same bytes go again', async () => {
    const { server, device } = await given(2)
    let reached: (() => void) | undefined
    const hole = new Promise<void>((resolve) => (reached = resolve))
    server.after = (call, answer) => {
      if (!call.path.endsWith('push')) return answer
      reached?.()
      return new Promise(() => undefined)
    }
    const draining = device.engine.drain('saved')
    await hole
    // The pull after it succeeds: neither stops the other.
    await device.time.advance(20_000)
    expect((await draining).end.kind).toBe('waiting')
    server.after = undefined
    await drainAll(device)
    const [first, second] = pushes(server)
    expect(changesOf(second?.body ?? '')).toEqual(changesOf(first?.body ?? ''))
    expect(Object.values(Object.fromEntries(server.applied))).toEqual([1, 1])
  })
})

describe('an expired session', () => {
  it.each([0, 1, 2, 3])('[F34] after %i changes pauses; the same ids go on after sign-in', async (k) => {
    const { server, device, ids } = await given(4)
    await device.changeMeta({ batchChangesMax: 1, lastExchangeFailed: true })
    server.before = ({ path }) =>
      path.endsWith('push') && pushes(server).length > k ? problem(401, 'UNAUTHENTICATED') : undefined
    // After a quick answer a batch grows, and would take more than one change.
    server.after = (_, answer) => device.time.advance(6_000).then(() => answer)
    await device.engine.drain('asked')
    for (const reason of ['timer', 'saved', 'online']) {
      expect((await device.engine.drain(reason)).end).toEqual({ kind: 'paused', why: 'unauthenticated' })
    }
    const sealed = (await device.entries()).flatMap((entry) => (entry.kind === 'sealed' ? [entry.body] : []))
    server.before = undefined
    await drainAll(device)
    const last = pushes(server)
      .slice(k + 1)
      .map(({ body }) => body)
      .join()
    for (const body of sealed) expect(last).toContain(body)
    const { there, waiting, applied } = await bothSides(device, server, ids)
    expect({ there, waiting }).toEqual({ there: Object.fromEntries(ids.map((id) => [id, { name: id }])), waiting: [] })
    expect(Object.values(applied)).toEqual([1, 1, 1, 1])
  })

  it.each([
    [403, 'OTHER_USERS_DEVICE', 'otherUsersDevice'],
    [403, 'DEVICE_REVOKED', 'deviceRevoked'],
    [403, 'FORBIDDEN', 'forbidden'],
    [426, 'SCHEMA_NEWER', 'updateNeeded'],
  ])('[F31] [F46] %i %s pauses, nothing is dropped', async (status, code, why) => {
    const { server, device } = await given(1)
    server.before = () => problem(status, code)
    expect((await device.engine.drain('asked')).end).toEqual({ kind: 'paused', why })
    expect((await device.entries()).length).toBe(1)
    server.before = undefined
    await drainAll(device)
    expect(server.row('b0')?.judged.version).toBe(1)
  })
})

describe('a batch that does not pass', () => {
  const tooMany = (max: number) => (server: FakeServer) => {
    server.before = ({ path, body }) =>
      path.endsWith('push') && changesOf(body).length > max ? problem(413, 'TOO_MANY_CHANGES') : undefined
  }

  it('[F8] [F73] is halved on 413 until it passes, at once', async () => {
    const { server, device, ids } = await given(200)
    tooMany(7)(server)
    const report = await device.engine.drain('saved')
    expect(report).toMatchObject({ answered: 200, end: { kind: 'done' } })
    expect(sizes(server)[0]).toBe(200)
    expect(server.applied.size).toBe(ids.length)
    expect([...server.applied.values()].every((times) => times === 1)).toBe(true)
  })

  it.each([0, 1, 5, 9])(
    '[F5] [F73] because of change %i: that one is parked, the others get through',
    async (poison) => {
      const { server, device, ids } = await given(10)
      server.before = ({ path, body }) =>
        path.endsWith('push') && changesOf(body).some(({ id }) => id === `b${poison}`)
          ? problem(500, 'INTERNAL_ERROR')
          : undefined
      await drainAll(device)
      expect(await device.entries()).toMatchObject([{ kind: 'parked', id: `b${poison}`, reason: { kind: 'failed' } }])
      expect(server.applied.size).toBe(ids.length - 1)
      expect(await device.see(`b${poison}`)).toMatchObject({ data: { name: `b${poison}` } })
    },
  )

  it('[F73] while nothing gets through the server is ill, and nothing is parked', async () => {
    const { server, device } = await given(3)
    server.before = ({ path }) => (path.endsWith('push') ? problem(500, 'INTERNAL_ERROR') : undefined)
    for (let round = 0; round < 15; round++) {
      await device.engine.drain('asked')
      await device.time.advance(10_000)
    }
    expect((await device.entries()).map(({ kind }) => kind)).toEqual(['sealed', 'sealed', 'sealed'])
    expect(Math.max(...(await device.entries()).map(({ attempts }) => attempts))).toBeGreaterThan(5)
  })
})

it('[F19] [F21] an answer that comes after the pull which brought its row changes nothing that is seen', async () => {
  const { server, device } = await given(1)
  const other = await createDevice({ fetch: server.fetch, disk: device.disk, time: device.time })
  await pullWithin(server, other, async () => void (await device.update('b0', { name: 'mine' })))
  await device.engine.drain('saved')
  server.after = undefined
  expect(await device.see('b0')).toMatchObject({ data: { name: 'mine', phone: '+1' } })
  await drainAll(device)
  expect(server.row('b0')?.judged.data).toEqual({ name: 'mine', phone: '+1' })
  expect(await device.entries()).toEqual([])
})

/** While the first push's answer is on its way: somebody writes, another tab pulls, the person goes on. */
async function pullWithin(server: FakeServer, tab: Device, meanwhile: () => Promise<void>): Promise<void> {
  server.after = async ({ path }, answer) => {
    if (!path.endsWith('push')) return answer
    server.after = undefined
    server.write('update', 'b0', { phone: '+1' })
    const held = server.before
    server.before = (call) => (call.path.endsWith('push') ? new Response('') : undefined)
    await tab.engine.drain('asked')
    server.before = held
    await meanwhile()
    return answer
  }
}
