import { describe, expect, it } from 'vitest'
import { createDevice, type Device } from './testing/device.ts'
import { bothSides, drainAll } from './testing/drains.ts'
import { type Call, createFakeServer, problem } from './testing/fake-server.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const IDS = ['b0000', 'b0001', 'b0002', 'b0003']

async function given() {
  const server = createFakeServer()
  for (const id of IDS) server.write('create', id, { name: id })
  const device = await createDevice({ fetch: server.fetch })
  await device.engine.drain('started')
  /** Whatever tells these records tells no version that could be. */
  const poison = (...ids: readonly string[]) => {
    server.after = async (_: Call, answer: Response) => {
      let text = await answer.text()
      for (const id of ids) text = text.replaceAll(`"id":"${id}","version":`, `"id":"${id}","version":-`)
      return new Response(text, { status: answer.status, headers: answer.headers })
    }
  }
  const rereads = () =>
    server.calls.flatMap(({ path, search }) => (path.endsWith('snapshot') ? (search.get('after') ?? []) : []))
  return { server, device, poison, rereads }
}

const unreadOf = async (device: Device) => ((await device.meta()).unread ?? []).map(({ id }) => id)
const kindsOf = async (device: Device) => (await device.store.read((tx) => tx.events())).map(({ kind }) => kind)

describe('a row of a pull that cannot be read', () => {
  it('[EN57] [F6] holds up nobody, and is asked for again by its id: when a person syncs, else a day later', async () => {
    const { server, device, poison, rereads } = await given()
    server.write('update', 'b0001', { name: 'poisoned' })
    server.write('update', 'b0002', { name: 'fine' })
    await device.update('b0003', { name: 'mine' })
    poison('b0001')
    expect((await device.engine.drain('timer')).end.kind).toBe('done')
    expect((await device.see('b0002'))?.data).toEqual({ name: 'fine' })
    expect(server.row('b0003')?.judged.data).toEqual({ name: 'mine' })
    expect((await device.see('b0001'))?.data).toEqual({ name: 'b0001' })
    expect(await unreadOf(device)).toEqual(['b0001'])

    for (let n = 0; n < 20; n++) await device.engine.drain('timer')
    expect(rereads()).toEqual([])
    await device.engine.drain('asked')
    expect(rereads()).toEqual(['buildings/b000'])
    expect(await unreadOf(device)).toEqual(['b0001'])

    server.after = undefined
    await device.time.advance(1.5 * DAY_MS)
    expect(await device.engine.drain('timer')).toMatchObject({ pulled: 1, end: { kind: 'done' } })
    expect((await device.see('b0001'))?.data).toEqual({ name: 'poisoned' })
    expect(await unreadOf(device)).toEqual([])
    expect(await kindsOf(device)).toContain('reread')
    // Not once did it cost a whole snapshot: the digest knows why it differs.
    expect(server.calls.filter(({ path }) => path.endsWith('snapshot')).length).toBe(3)
    expect(await kindsOf(device)).not.toContain('differed')
  })

  it('[EN57] [F6] is forgotten once the record comes whole, or is gone', async () => {
    const { server, device, poison } = await given()
    server.write('update', 'b0001', { name: 'poisoned' })
    server.write('delete', 'b0002')
    poison('b0001', 'b0002')
    await device.engine.drain('timer')
    expect(await unreadOf(device)).toEqual(['b0001', 'b0002'])
    server.after = undefined
    server.write('update', 'b0001', { name: 'whole' })
    await device.engine.drain('timer')
    expect(await unreadOf(device)).toEqual(['b0002'])
    expect((await device.see('b0001'))?.data).toEqual({ name: 'whole' })
    expect(await device.see('b0002')).toBeDefined()
    await device.engine.drain('asked')
    expect(await unreadOf(device)).toEqual([])
    expect(await device.see('b0002')).toBeUndefined()
  })

  it('[EN57] [EN53] is not taken for deleted where it has come back, to another tab, since it was asked for', async () => {
    const { server, device, poison } = await given()
    server.write('delete', 'b0002')
    poison('b0002')
    await device.engine.drain('timer')
    expect(await unreadOf(device)).toEqual(['b0002'])
    const tab = await createDevice({ fetch: server.fetch, disk: device.disk, time: device.time })
    server.after = async ({ path }, answer) => {
      if (!path.endsWith('snapshot')) return answer
      server.after = undefined
      server.write('create', 'b0002', { name: 'back' })
      await tab.engine.drain('timer')
      return answer
    }
    await device.engine.drain('asked')
    expect((await device.see('b0002'))?.data).toEqual({ name: 'back' })
    expect(await unreadOf(device)).toEqual([])
  })

  it('[EN57] [F6] an edit of it waits for nothing, and the answer is the row', async () => {
    const { server, device, poison } = await given()
    server.write('update', 'b0001', { phone: '+1' })
    poison('b0001')
    await device.engine.drain('timer')
    await device.update('b0001', { address: 'mine' })
    await drainAll(device)
    expect(server.row('b0001')?.judged.data).toEqual({ name: 'b0001', phone: '+1', address: 'mine' })
    expect(await device.entries()).toEqual([])
  })

  it('[EN57] [F6] of many each has its turn, though the first ones stay as they are', async () => {
    const { server, device, poison, rereads } = await given()
    const many = Array.from({ length: 14 }, (_, n) => `c${n}x`)
    for (const id of many) server.write('create', id, { name: id })
    poison(...many)
    await device.engine.drain('timer')
    poison(...many.slice(0, 10))
    await device.engine.drain('asked')
    expect(rereads()).toHaveLength(10)
    await device.engine.drain('asked')
    expect((await unreadOf(device)).toSorted()).toEqual(many.slice(0, 10).toSorted())
    expect(await device.see('c13x')).toBeDefined()
  })
})

describe('a row of a snapshot that cannot be read', () => {
  it('[EN57] [F6] [F41] is not taken for deleted: what is here stays, with the edit that waits', async () => {
    const { server, device, poison } = await given()
    await device.update('b0002', { address: 'mine' })
    server.write('delete', 'b0000')
    poison('b0001', 'b0002')
    let refused = 0
    server.before = ({ path }) => {
      if (path.endsWith('push')) return problem(503, 'UNAVAILABLE')
      return path.endsWith('pull') && refused++ === 0 ? problem(410, 'CURSOR_TOO_OLD') : undefined
    }
    await device.engine.drain('saved')
    expect(await device.see('b0000')).toBeUndefined()
    expect((await device.see('b0001'))?.data).toEqual({ name: 'b0001' })
    expect((await device.see('b0002'))?.data).toEqual({ name: 'b0002', address: 'mine' })
    expect((await device.entries()).map(({ kind }) => kind)).not.toContain('parked')
    expect(await unreadOf(device)).toEqual(['b0001', 'b0002'])
    server.before = undefined
    server.after = undefined
    await drainAll(device)
    await device.engine.drain('asked')
    const { seen, there, waiting } = await bothSides(device, server, IDS)
    expect(seen).toEqual(there)
    expect(waiting).toEqual([])
    expect(await unreadOf(device)).toEqual([])
  })

  it('[EN57] [F6] of a first sync it is asked for at the next start', async () => {
    const server = createFakeServer()
    for (const id of IDS) server.write('create', id, { name: id })
    const device = await createDevice({ fetch: server.fetch })
    server.after = async (_, answer) =>
      new Response((await answer.text()).replace('"id":"b0001","version":', '"id":"b0001","version":-'), {
        headers: answer.headers,
      })
    await device.engine.drain('timer')
    expect(await unreadOf(device)).toEqual(['b0001'])
    server.after = undefined
    const next = await createDevice({ fetch: server.fetch, disk: device.disk, time: device.time })
    await next.engine.drain('started')
    expect((await next.see('b0001'))?.data).toEqual({ name: 'b0001' })
  })
})
