import { describe, expect, it } from 'vitest'
import { createBoundaries, forever } from './testing/boundaries.ts'
import { createDevice } from './testing/device.ts'
import { bothSides, drainAll } from './testing/drains.ts'
import { createFakeServer, problem } from './testing/fake-server.ts'

async function given(rows = 3) {
  const server = createFakeServer()
  const ids = Array.from({ length: rows }, (_, n) => `b${String(n).padStart(4, '0')}`)
  for (const id of ids) server.write('create', id, { name: id })
  const boundaries = createBoundaries()
  const device = await createDevice({
    fetch: boundaries.wrapFetch(server.fetch),
    wrapStore: (store) => boundaries.wrapStore(store),
  })
  return { server, device, ids, boundaries }
}

const named = (ids: readonly string[]) => Object.fromEntries(ids.map((id) => [id, { name: id }]))

describe('a first sync', () => {
  it('[EN50] that breaks off goes on after the last row that came, and is exact in the end', async () => {
    const { server, device, ids } = await given(50)
    const torn = async (answer: Response) => {
      const lines = (await answer.text()).split('\n')
      return new Response(lines.slice(0, 21).join('\n') + '\n{"kind":"ro', { headers: answer.headers })
    }
    server.after = (call, answer) => (call.path.endsWith('snapshot') ? torn(answer) : answer)
    expect((await device.engine.drain('started')).end.kind).toBe('waiting')
    expect((await device.meta()).snapshot).toMatchObject({ after: 'buildings/b0019', received: 20, rows: 50 })
    // Meanwhile a row that has come moves: the pull from the first cursor brings it.
    server.write('update', 'b0003', { name: 'moved' })
    server.after = undefined
    await drainAll(device)
    const snapshots = server.calls.filter(({ path }) => path.endsWith('snapshot'))
    expect(snapshots.map(({ search }) => search.get('after'))).toEqual([null, 'buildings/b0019'])
    const { seen } = await bothSides(device, server, ids)
    expect(seen).toEqual({ ...named(ids), b0003: { name: 'moved' } })
    expect(await device.meta()).not.toHaveProperty('snapshot')
  })

  it('[EN51] sends first what was entered before it', async () => {
    const { server, device } = await given()
    await device.create('c1', { name: 'early' })
    await device.engine.drain('started')
    expect(server.calls.map(({ path }) => path.split('/').at(-1))).toEqual([
      ...['health', 'push', 'push', 'snapshot', 'pull'],
    ])
    expect(await device.see('c1')).toMatchObject({ version: 1 })
  })

  it('[WP3] [F6] rows that cannot be read are set aside and logged, the rest is there', async () => {
    const { server, device } = await given()
    server.after = async (call, answer) => {
      if (!call.path.endsWith('snapshot')) return answer
      const text = (await answer.text()).replace('"b0001"', '17')
      return new Response(text, { headers: answer.headers })
    }
    expect((await device.engine.drain('started')).end.kind).toBe('done')
    const events = await device.store.read((tx) => tx.events())
    expect(events.filter(({ kind }) => kind === 'unreadable')).toMatchObject([{ detail: { row: { id: 17 } } }])
    expect(await device.see('b0002')).toBeDefined()
  })
})

describe('a pull', () => {
  it('[WP22] [F40] of many pages, killed at any point, is exact when it goes on', async () => {
    for (let n = 1; ; n++) {
      const { server, device, ids, boundaries } = await given(9)
      server.pageRows = 2
      await device.engine.drain('started')
      for (const id of ids) server.write('update', id, { name: `new ${id}` })
      const from = boundaries.count
      let dead = false
      const killed = new Promise<void>((resolve) => {
        boundaries.at = (count) => {
          if (count < from + n) return undefined
          dead = true
          resolve()
          return forever()
        }
      })
      await Promise.race([device.engine.drain('timer'), killed])
      if (!dead) break
      server.write('update', 'b0000', { name: 'again' })
      const next = await createDevice({ fetch: server.fetch, disk: device.disk, time: device.time })
      await drainAll(next)
      const { seen, there } = await bothSides(next, server, ids)
      expect(seen).toEqual(there)
    }
  })

  it('[WP3] [F6] a poison row is set aside, logged, and the cursor goes on', async () => {
    const { server, device } = await given()
    await device.engine.drain('started')
    server.write('update', 'b0000', { name: 'poisoned' })
    server.write('update', 'b0001', { name: 'fine' })
    server.after = async (call, answer) => {
      if (!call.path.endsWith('pull')) return answer
      return new Response((await answer.text()).replace('"name":"poisoned"', '"name":"poisoned"},"version":{'), {
        headers: answer.headers,
      })
    }
    await device.engine.drain('timer')
    expect(await device.see('b0001')).toMatchObject({ data: { name: 'fine' } })
    expect((await device.meta()).cursor).toBe(server.mark())
    const events = await device.store.read((tx) => tx.events())
    expect(events.filter(({ kind }) => kind === 'unreadable').length).toBe(1)
  })

  it('[F69] of another field leaves my edit; of the same field asks', async () => {
    const { server, device } = await given()
    await device.engine.drain('started')
    await device.update('b0000', { name: 'mine' })
    await device.update('b0001', { name: 'mine' })
    server.write('update', 'b0000', { phone: '+1' })
    server.write('update', 'b0001', { name: 'theirs' })
    server.before = ({ path }) => (path.endsWith('push') ? problem(503, 'UNAVAILABLE') : undefined)
    await device.engine.drain('saved')
    server.before = undefined
    await drainAll(device)
    expect(server.row('b0000')?.judged.data).toEqual({ name: 'mine', phone: '+1' })
    expect(server.row('b0001')?.judged.data).toEqual({ name: 'theirs' })
    expect(await device.entries()).toMatchObject([{ kind: 'parked', id: 'b0001', reason: { kind: 'conflict' } }])
    expect(await device.see('b0001')).toMatchObject({ data: { name: 'mine' } })
  })
})

describe('a cursor that is too old', () => {
  it.each([
    [410, 'CURSOR_TOO_OLD'],
    [400, 'INVALID_BODY'],
  ])('[WP24] [F41] %i: the snapshot is swept, what waits keeps its bases and leaves', async (status, code) => {
    const { server, device, ids } = await given()
    await device.engine.drain('started')
    await device.update('b0001', { address: 'mine' })
    await device.create('c1', { name: 'new' })
    server.write('delete', 'b0000')
    server.write('update', 'b0001', { phone: '+1' })
    let refused = false
    server.before = ({ path }) => {
      if (path.endsWith('push') && !refused) return new Response('')
      if (!path.endsWith('pull') || refused) return undefined
      refused = true
      return problem(status, code)
    }
    await drainAll(device)
    const { seen, there, waiting, applied } = await bothSides(device, server, [...ids, 'c1'])
    expect(seen).toEqual(there)
    expect(seen).toMatchObject({ b0001: { name: 'b0001', address: 'mine', phone: '+1' }, c1: { name: 'new' } })
    expect(seen.b0000).toBeUndefined()
    expect({ waiting, applied }).toEqual({ waiting: [], applied: { 'buildings/b0001': 1, 'buildings/c1': 1 } })
  })
})

it('[EN56] [F41] [F42] a record that the snapshot does not name is deleted, also where a change of it waits', async () => {
  const { server, device, ids } = await given()
  await device.engine.drain('started')
  // Both wait for a person: refused.
  server.refuse = () => ({ code: 'INVALID', message: 'no' })
  await device.update('b0000', { address: 'mine' })
  await device.delete('b0001')
  await drainAll(device)
  server.refuse = undefined
  for (const id of ['b0000', 'b0001']) server.write('delete', id)
  let isOld = true
  server.before = ({ path }) => {
    if (!path.endsWith('pull') || !isOld) return undefined
    isOld = false
    return problem(410, 'CURSOR_TOO_OLD')
  }
  await drainAll(device)
  expect(await device.entries()).toMatchObject([{ kind: 'parked', id: 'b0000', reason: { kind: 'deleted' } }])
  expect(await device.see('b0000')).toMatchObject({ data: { name: 'b0000', address: 'mine' } })
  const rows = await device.store.read((tx) => tx.rows(ids.map((id) => ({ model: 'buildings', id }))))
  expect(rows.map((row) => row?.deleted)).toEqual([true, true, false])
})

describe('a server restored from a backup', () => {
  it('[WP24] [F43] gets back what it lost: acknowledged and waiting, each once', async () => {
    const { server, device, ids } = await given()
    await device.engine.drain('started')
    const restore = server.backup()
    await device.update('b0000', { name: 'acknowledged' })
    await device.create('c1', { name: 'created' })
    await device.delete('b0002')
    await drainAll(device)
    await device.update('b0001', { name: 'waiting' })
    restore()
    expect(server.row('c1')).toBeUndefined()
    await drainAll(device)
    const { seen, there, waiting } = await bothSides(device, server, [...ids, 'c1'])
    expect(seen).toEqual(there)
    expect(there).toEqual({
      b0000: { name: 'acknowledged' },
      b0001: { name: 'waiting' },
      b0002: undefined,
      c1: { name: 'created' },
    })
    expect(waiting).toEqual([])
    expect((await device.meta()).epoch).toBe(server.epoch)
  })

  it('[WP24] [F43] the same, killed at any point of the recovery', async () => {
    let kills = 0
    for (let n = 1; ; n++) {
      const { server, device, ids, boundaries } = await given()
      await device.engine.drain('started')
      const restore = server.backup()
      await device.update('b0000', { name: 'acknowledged' })
      await device.create('c1', { name: 'created' })
      await drainAll(device)
      await device.update('b0001', { name: 'waiting' })
      restore()
      const from = boundaries.count
      let dead = false
      const killed = new Promise<void>((resolve) => {
        boundaries.at = (count) => {
          if (count < from + n) return undefined
          dead = true
          resolve()
          return forever()
        }
      })
      await Promise.race([device.engine.drain('asked'), killed])
      if (!dead) break
      kills++
      const next = await createDevice({ fetch: server.fetch, disk: device.disk, time: device.time })
      await drainAll(next)
      const { there, waiting, applied } = await bothSides(next, server, [...ids, 'c1'])
      expect(there).toMatchObject({
        b0000: { name: 'acknowledged' },
        b0001: { name: 'waiting' },
        c1: { name: 'created' },
      })
      expect({ n, waiting }).toEqual({ n, waiting: [] })
      expect(applied).toEqual({ 'buildings/b0000': 1, 'buildings/b0001': 1, 'buildings/c1': 1 })
    }
    expect(kills).toBeGreaterThan(20)
  })

  it('[F44] a restore that nobody announced is found by the mark', async () => {
    const { server, device } = await given()
    await device.engine.drain('started')
    const restore = server.backup()
    await device.update('b0000', { name: 'acknowledged' })
    await drainAll(device)
    const { epoch } = server
    restore()
    server.epoch = epoch
    // The server grows past its old head before the device comes back.
    for (let n = 0; n < 5; n++) server.write('create', `d${n}`, { name: 'other' })
    await drainAll(device)
    expect(server.row('b0000')?.judged.data).toEqual({ name: 'acknowledged' })
    expect(await device.see('d4')).toBeDefined()
  })

  it('[F44] [WP9] a restore between an answer and the pull after it is found by the mark of the answer', async () => {
    const { server, device } = await given()
    await device.engine.drain('started')
    const restore = server.backup()
    await device.update('b0000', { name: 'acknowledged' })
    server.before = ({ path }) => (path.endsWith('pull') ? problem(503, 'UNAVAILABLE') : undefined)
    await device.engine.drain('saved')
    expect(await device.entries()).toEqual([])
    server.before = undefined
    const { epoch } = server
    restore()
    server.epoch = epoch
    for (let n = 0; n < 5; n++) server.write('create', `d${n}`, { name: 'other' })
    await drainAll(device)
    expect(server.row('b0000')?.judged.data).toEqual({ name: 'acknowledged' })
    expect(await device.see('d4')).toBeDefined()
  })

  it('[F3] a cloned profile sends its edits under another device id, each once', async () => {
    const { server, device } = await given()
    await device.engine.drain('started')
    const clone = await createDevice({
      fetch: server.fetch,
      time: device.time,
      disk: { state: structuredClone(device.disk.state), queue: Promise.resolve(), listeners: new Set() },
    })
    await device.update('b0000', { name: 'original' })
    await clone.update('b0001', { name: 'clone' })
    await drainAll(device)
    await drainAll(clone)
    await drainAll(device)
    expect((await clone.meta()).deviceId).not.toBe((await device.meta()).deviceId)
    expect(Object.fromEntries(server.applied)).toEqual({ 'buildings/b0000': 1, 'buildings/b0001': 1 })
    expect(await device.see('b0001')).toMatchObject({ data: { name: 'clone' } })
  })
})
