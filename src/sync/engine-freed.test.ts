import { expect, it } from 'vitest'
import { createDevice, type Device } from './testing/device.ts'
import { createFakeServer, type FakeServer, problem } from './testing/fake-server.ts'

/** `b9` is refused here, and what refers to it waits for it. */
async function given() {
  const server = createFakeServer()
  server.write('create', 'b1', { name: 'Hub' })
  server.write('create', 'i1', { building: 'b1', date: '2026-11-20' }, 'inspections')
  const device = await createDevice({ fetch: server.fetch })
  await device.engine.drain('started')
  server.refuse = ({ id }) => (id === 'b9' ? { code: 'INVALID', fields: { name: 'too_long' } } : undefined)
  await device.create('b9', { name: 'Mine' })
  await device.engine.drain('saved')
  server.refuse = undefined
  return { server, device }
}

const states = async (device: Device) => (await device.entries()).map(({ id, kind }) => [id, kind])
const nextPull = (server: FakeServer, fails: () => Response): void => {
  server.before = ({ path }) => {
    if (!path.endsWith('pull')) return undefined
    server.before = undefined
    return fails()
  }
}

it.each([
  ['a page', () => undefined],
  ['a snapshot', (server: FakeServer) => nextPull(server, () => problem(410, 'CURSOR_TOO_OLD'))],
] as const)(
  '[EN58] a child whose parent, refused here, somebody else has made leaves in the drain whose pull brings it: %s',
  async (_, before) => {
    const { server, device } = await given()
    await device.create('i9', { building: 'b9', date: '2026-11-21' }, 'inspections')
    await device.engine.drain('saved')
    expect(await states(device)).toEqual([
      ['b9', 'parked'],
      ['i9', 'open'],
    ])
    server.write('create', 'b9', { name: 'Theirs' })
    before(server)
    await device.engine.drain('hinted')
    // The refused one stays a question; nothing else waits.
    expect(await states(device)).toEqual([['b9', 'parked']])
    expect(server.row('i9', 'inspections')?.judged.data).toMatchObject({ building: 'b9' })
  },
)

it('[EN58] a delete leaves in the drain whose pull decides the change that it waited for', async () => {
  const { server, device } = await given()
  await device.update('i1', { building: 'b9' }, 'inspections')
  await device.delete('b1')
  await device.engine.drain('saved')
  expect(await states(device)).toEqual([
    ['b9', 'parked'],
    ['i1', 'open'],
    ['b1', 'open'],
  ])
  server.write('delete', 'i1', undefined, 'inspections')
  await device.engine.drain('hinted')
  expect(await states(device)).toEqual([
    ['b9', 'parked'],
    ['i1', 'parked'],
  ])
  expect(server.row('b1')?.judged.deleted).toBe(true)
})

it('[EN58] what a pull makes a question frees nothing where nothing may leave: no call is made for it', async () => {
  const { server, device } = await given()
  await device.changeMeta({ sendMode: 'onConfirm' })
  await device.update('b1', { name: 'Mine' })
  server.write('delete', 'b1')
  const before = server.calls.length
  await device.engine.drain('saved')
  expect(await states(device)).toEqual([
    ['b9', 'parked'],
    ['b1', 'parked'],
  ])
  expect(server.calls.slice(before).map(({ path }) => path.split('/').at(-1))).toEqual(['pull'])
})
