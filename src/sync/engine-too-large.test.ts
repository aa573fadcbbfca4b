import { expect, it } from 'vitest'
import { createDevice } from './testing/device.ts'
import { drainAll } from './testing/drains.ts'
import { createFakeServer, problem } from './testing/fake-server.ts'

it.each([
  ['in front', ['huge', 'b1', 'b2']],
  ['between', ['b1', 'huge', 'b2']],
  ['alone', ['huge']],
])('[FL9] [F8] one that is too large by itself is parked, not sent again; %s of others', async (_, order) => {
  const server = createFakeServer()
  const device = await createDevice({ fetch: server.fetch })
  await device.engine.drain('started')
  const pushes = () => server.calls.filter(({ path }) => path.endsWith('push')).length
  const notes = Object.fromEntries(['address', 'description'].map((field) => [field, 'x'.repeat(60_000)]))
  for (const id of order) await device.create(id, { name: id, ...(id === 'huge' && notes) })
  server.before = ({ path, body }) =>
    path.endsWith('push') && body.length > 100_000 ? problem(413, 'TOO_LARGE') : undefined
  await device.engine.drain('saved')
  expect(await device.entries()).toMatchObject([
    { kind: 'parked', id: 'huge', reason: { kind: 'refused', code: 'TOO_LARGE' } },
  ])
  const others = order.filter((id) => id !== 'huge').map((id) => `buildings/${id}`)
  expect([...server.applied.keys()].sort()).toEqual(others)
  const sent = pushes()
  for (let n = 0; n < 5; n++) {
    await device.time.advance(60_000)
    expect((await device.engine.drain('asked')).end.kind).toBe('done')
  }
  expect(pushes()).toBe(sent)
  // Shortened, it leaves under a new id.
  await device.update('huge', { address: null, description: 'short' })
  await drainAll(device)
  expect(server.row('huge')?.judged.data).toEqual({ name: 'huge', description: 'short' })
  expect(await device.entries()).toEqual([])
})

const proxy413 = () =>
  new Response('<html>413 Request Entity Too Large</html>', { status: 413, headers: { 'content-type': 'text/html' } })

it.each([
  ['in front', ['huge', 'b1', 'b2']],
  ['between', ['b1', 'huge', 'b2']],
  ['alone', ['huge']],
])(
  '[FL9] [F8] [F73] a proxy before the server takes no large body: that change is parked, %s of others',
  async (_, order) => {
    const server = createFakeServer()
    const device = await createDevice({ fetch: server.fetch })
    await device.engine.drain('started')
    const pushes = () => server.calls.filter(({ path }) => path.endsWith('push')).length
    const notes = Object.fromEntries(['address', 'description'].map((field) => [field, 'x'.repeat(60_000)]))
    for (const id of order) await device.create(id, { name: id, ...(id === 'huge' && notes) })
    server.before = ({ path, body }) => (path.endsWith('push') && body.length > 100_000 ? proxy413() : undefined)
    await drainAll(device)
    expect(await device.entries()).toMatchObject([
      { kind: 'parked', id: 'huge', reason: { kind: 'refused', code: 'TOO_LARGE' } },
    ])
    const others = order.filter((id) => id !== 'huge').map((id) => `buildings/${id}`)
    expect([...server.applied.keys()].sort()).toEqual(others)
    // Not before it was said of it alone three times; and not for ever.
    expect(pushes()).toBeLessThanOrEqual(10)
    const sent = pushes()
    await device.time.advance(60_000)
    expect((await device.engine.drain('asked')).end.kind).toBe('done')
    expect(pushes()).toBe(sent)
  },
)

it('[FL9] [F73] a server that is away behind such a proxy: nothing is parked', async () => {
  const server = createFakeServer()
  const device = await createDevice({ fetch: server.fetch })
  await device.engine.drain('started')
  await device.create('huge', { name: 'huge', address: 'x'.repeat(60_000), description: 'x'.repeat(60_000) })
  server.before = () => proxy413()
  for (let n = 0; n < 6; n++) {
    await device.engine.drain('asked')
    await device.time.advance(60_000)
  }
  expect(await device.entries()).not.toContainEqual(expect.objectContaining({ kind: 'parked' }))
  server.before = () => undefined
  await drainAll(device)
  expect(await device.entries()).toEqual([])
})

it('[FL9] [F73] one 413 of a proxy after two failures of the server parks nothing', async () => {
  const server = createFakeServer()
  const device = await createDevice({ fetch: server.fetch })
  await device.engine.drain('started')
  await device.create('huge', { name: 'huge', address: 'x'.repeat(60_000), description: 'x'.repeat(60_000) })
  const answers = [() => problem(500, 'INTERNAL'), () => problem(500, 'INTERNAL'), proxy413]
  server.before = ({ path }) => (path.endsWith('push') ? answers.shift()?.() : undefined)
  for (let n = 0; n < 3; n++) {
    await device.engine.drain('asked')
    await device.time.advance(60_000)
  }
  expect(answers).toEqual([])
  await drainAll(device)
  expect([await device.entries(), [...server.applied.keys()]]).toEqual([[], ['buildings/huge']])
})
