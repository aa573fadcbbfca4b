import { expect, it } from 'vitest'
import { readData } from './core/answer-row.ts'
import type { ServerRow } from './core/types.ts'
import { createDevice } from './testing/device.ts'
import { bothSides, drainAll } from './testing/drains.ts'
import { createFakeServer } from './testing/fake-server.ts'
import { archivedOf, rowOf } from './testing/samples.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const IDS = ['b1', 'b2', 'b3']

async function given() {
  const server = createFakeServer()
  for (const id of IDS) server.write('create', id, { name: id, phone: '+1' })
  const device = await createDevice({ fetch: server.fetch })
  await device.engine.drain('started')
  const spoil = (id: string, change: Partial<ServerRow>) =>
    device.store.transact(async (tx) => {
      const [row] = await tx.rows([{ model: 'buildings', id }])
      if (row) await tx.putRows([{ ...row, ...change }])
    })
  const differed = async () =>
    (await device.store.read((tx) => tx.events())).flatMap(({ kind, detail }) => (kind === 'differed' ? [detail] : []))
  return { server, device, spoil, differed }
}

it('[WP27] the digest is asked at most once a day; a mirror that is right stays', async () => {
  const { server, device, differed } = await given()
  const asked = () => server.calls.filter(({ search }) => search.get('digest') === '1').length
  await device.engine.drain('timer')
  expect(asked()).toBe(0)
  for (let hours = 0; hours < 49; hours++) {
    await device.time.advance(DAY_MS / 24)
    await device.engine.drain('timer')
  }
  expect(asked()).toBe(1)
  expect(await differed()).toEqual([])
  expect(server.calls.filter(({ path }) => path.endsWith('snapshot')).length).toBe(1)
})

it('[WP27] [F28] a mirror that differs is swapped; both versions are in the log', async () => {
  const { server, device, spoil, differed } = await given()
  server.write('update', 'b1', { name: 'missed' })
  server.write('delete', 'b2')
  // As if two pages had been lost.
  await device.changeMeta({ cursor: server.mark(), mark: server.mark() })
  await spoil('b3', { version: 1, data: { name: 'flipped', phone: '+1' } })
  await device.time.advance(2 * DAY_MS)
  await drainAll(device)
  const { seen, there, waiting } = await bothSides(device, server, IDS)
  expect(seen).toEqual({ ...there, b3: { name: 'flipped', phone: '+1' } })
  expect(seen.b1).toEqual({ name: 'missed', phone: '+1' })
  // No version of the server ever held this: it may be somebody's work, or damage. It overwrites nothing without a question.
  expect(waiting).toMatchObject([
    { id: 'b3', kind: 'parked', patch: { name: 'flipped' }, reason: { kind: 'conflict', fields: ['name'] } },
  ])
  expect(server.row('b3')?.judged).toMatchObject({ version: 1, data: { name: 'b3', phone: '+1' } })
  expect(await differed()).toMatchObject([
    { models: ['buildings'] },
    { id: 'b1', ours: { version: 1 }, theirs: { version: 2, data: { name: 'missed' } } },
    { id: 'b3', ours: { data: { name: 'flipped' } }, theirs: { data: { name: 'b3' } } },
    { id: 'b2', ours: { data: { name: 'b2' } }, theirs: null },
  ])
  expect(await device.meta()).not.toHaveProperty('repairing')
  expect((await device.store.read((tx) => tx.events())).filter(({ kind }) => kind === 'failed')).toEqual([])
})

it('[WP27] what waits is neither lost nor doubled by a repair', async () => {
  const { server, device, spoil } = await given()
  await device.update('b3', { name: 'mine' })
  await spoil('b3', { data: { name: 'flipped', phone: '+1' } })
  await spoil('b1', { data: { name: 'flipped', phone: '+1' } })
  server.before = ({ path }) => (path.endsWith('push') ? new Response('') : undefined)
  await device.time.advance(2 * DAY_MS)
  await device.engine.drain('asked')
  expect(await device.see('b3')).toMatchObject({ data: { name: 'mine', phone: '+1' } })
  server.before = undefined
  await drainAll(device)
  const { seen, there, waiting } = await bothSides(device, server, IDS)
  expect(seen).toEqual({ ...there, b1: { name: 'flipped', phone: '+1' } })
  expect(waiting).toMatchObject([{ id: 'b1', kind: 'parked' }])
  expect(there.b3).toEqual({ name: 'mine', phone: '+1' })
})

it('[WP27] what this version of the app does not know is no difference by being an object', async () => {
  const { server, device, spoil, differed } = await given()
  server.write('update', 'b1', readData({ plan: { rooms: [1] } }))
  await device.engine.drain('timer')
  await spoil('b3', { data: { name: 'flipped', phone: '+1' } })
  await device.time.advance(2 * DAY_MS)
  await drainAll(device)
  expect((await differed()).flatMap(({ id }) => id ?? [])).toEqual(['b3'])
})

it('[EN52] with the digest the archive lets go what is older than 30 days', async () => {
  const { device } = await given()
  const ackedAt = new Date(device.time.nowMs() - 29.5 * DAY_MS).toISOString()
  await device.store.transact((tx) => tx.addArchive([{ ...archivedOf(901), ackedAt }, archivedOf(902)]))
  await device.time.advance(2 * DAY_MS)
  await drainAll(device)
  expect((await device.store.read((tx) => tx.archive())).map(({ mutationId }) => mutationId)).toEqual([902])
})

it('[EN52] [F37] the archive is kept by the server’s clock, wherever the device’s goes', async () => {
  const { server, device } = await given()
  const serverMs = device.time.nowMs() - 400 * DAY_MS
  server.after = (_, answer) => {
    answer.headers.set('date', new Date(serverMs).toUTCString())
    return answer
  }
  await device.update('b1', { name: 'mine' })
  await drainAll(device)
  const kept = () => device.store.read((tx) => tx.archive())
  expect(await kept()).toMatchObject([{ id: 'b1', ackedAt: new Date(serverMs).toISOString() }])
  expect((await device.see('b1'))?.updatedAt).toBe(new Date(serverMs).toISOString())
  // The device's clock jumps by months; for the server a moment has passed.
  await device.time.advance(200 * DAY_MS)
  await drainAll(device)
  expect(await kept()).toHaveLength(1)
})

it('[WP27] a row that was answered while the repairing snapshot came is no difference to be sent', async () => {
  const { server, device, spoil } = await given()
  await spoil('b1', { data: { name: 'flipped', phone: '+1' } })
  await device.time.advance(2 * DAY_MS)
  server.after = async (call, answer) => {
    if (!call.path.endsWith('snapshot')) return answer
    server.after = undefined
    // As another tab's answer does it, after the snapshot has read the row.
    server.write('update', 'b3', { name: 'newer' })
    await device.store.transact((tx) => tx.putRows([{ ...rowOf('b3', 2), data: { name: 'newer', phone: '+1' } }]))
    return answer
  }
  await device.engine.drain('asked')
  server.write('update', 'b3', { name: 'newest' })
  await drainAll(device)
  expect((await device.see('b3'))?.data).toMatchObject({ name: 'newest' })
  expect((await device.entries()).map(({ id }) => id)).toEqual(['b1'])
  expect(server.applied.get('buildings/b3')).toBeUndefined()
})
