import { expect, it } from 'vitest'
import { createDevice } from './testing/device.ts'
import { bothSides, drainAll } from './testing/drains.ts'
import { createFakeServer, problem } from './testing/fake-server.ts'

it('[F31] [F44] [CY19] until a change of it was taken, a device asks in whose session one would leave, also where others have written since', async () => {
  const server = createFakeServer()
  let person = 'ana'
  const calls: string[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const path = String(input).split('/').at(-1) ?? ''
    if (path === 'push' || path === 'get-session') calls.push(path)
    if (path !== 'get-session') return server.fetch(input, init)
    const headers = { 'x-satchel-protocol': '1', 'content-type': 'application/json' }
    return new Response(JSON.stringify({ user: { id: person } }), { headers })
  }
  const ana = await createDevice({ fetch, userId: 'ana' })
  await drainAll(ana)
  expect(calls.splice(0)).toEqual(['get-session', 'push', 'get-session'])
  // A server that was restored to before the binding goes on: a newer mark proves nothing.
  server.write('create', 'c1', { name: 'of another' })
  await ana.engine.drain('timer')
  await ana.create('b1', { name: 'hers' })
  person = 'ben'
  await ana.engine.drain('saved')
  expect({ calls: calls.splice(0), row: server.row('b1') }).toEqual({ calls: ['get-session'], row: undefined })
  person = 'ana'
  await ana.engine.drain('signedIn')
  // Whose device it is was in doubt: it is bound anew first.
  const anew = ['get-session', 'push', 'get-session', 'get-session', 'push']
  expect({ calls: calls.splice(0), rows: server.rows.length }).toEqual({ calls: anew, rows: 2 })
  await ana.update('b1', { name: 'hers again' })
  await ana.engine.drain('saved')
  expect(calls).toEqual(['push'])
})

const ONE = { c1: { name: 'renamed' } }

it.each([
  { first: 'the other', knew: false },
  { first: 'its maker', knew: false },
  { first: 'the other', knew: true },
  { first: 'its maker', knew: true },
])(
  '[RC9] [RC10] [F43] a restored server gets back a record and what another device changed of it: $first comes first; the maker knew: $knew',
  async ({ first, knew }) => {
    const server = createFakeServer()
    const ana = await createDevice({ fetch: server.fetch })
    const ben = await createDevice({ fetch: server.fetch })
    for (const device of [ana, ben]) await drainAll(device)
    const restore = server.backup()
    await ben.create('c1', { name: 'created' })
    for (const device of [ben, ana]) await drainAll(device)
    await ana.update('c1', { name: 'renamed' })
    for (const device of knew ? [ana, ben] : [ana]) await drainAll(device)
    restore()
    expect(server.row('c1')).toBeUndefined()
    const order = first === 'its maker' ? [ben, ana] : [ana, ben]
    // What comes of Ana's question, which ends with a pull, leaves at once.
    for (const device of [...order, ...order]) await drainAll(device)
    for (const device of order) {
      const { seen, there, waiting } = await bothSides(device, server, ['c1'])
      expect({ seen, there, waiting }).toEqual({ seen: ONE, there: ONE, waiting: [] })
    }
  },
)

it('[RC7] [F44] a mirror that a restored server has just filled does not tell what others removed: what it lost comes back', async () => {
  const server = createFakeServer()
  server.write('create', 'b1', { name: 'as it was' })
  const ana = await createDevice({ fetch: server.fetch })
  await drainAll(ana)
  const restore = server.backup()
  await ana.update('b1', { name: 'hers' })
  await ana.create('b2', { name: 'hers, too' })
  await drainAll(ana)
  const { epoch } = server
  restore()
  server.epoch = epoch
  // The mirror is filled anew before the mark is asked about.
  const marks: (string | null)[] = []
  server.before = ({ path, search }) => {
    if (!path.endsWith('pull')) return undefined
    marks.push(search.get('mark'))
    return marks.length === 1 ? problem(410, 'CURSOR_TOO_OLD') : undefined
  }
  await drainAll(ana)
  await drainAll(ana)
  const { seen, there, waiting } = await bothSides(ana, server, ['b1', 'b2'])
  expect(there).toEqual({ b1: { name: 'hers' }, b2: { name: 'hers, too' } })
  expect({ seen, waiting }).toEqual({ seen: there, waiting: [] })
  expect(await ana.meta()).not.toHaveProperty('isMarkUnchecked')
})

it('[RC7] [EN50] [F44] a snapshot that goes on after a restore nobody announced does not tell it either: what was lost comes back', async () => {
  const server = createFakeServer()
  const ids = Array.from({ length: 40 }, (_, n) => `b${String(n).padStart(4, '0')}`)
  for (const id of ids) server.write('create', id, { name: id })
  const ana = await createDevice({ fetch: server.fetch })
  await drainAll(ana)
  const restore = server.backup()
  await ana.update('b0030', { name: 'hers' })
  await ana.create('b9', { name: 'hers, too' })
  await drainAll(ana)
  // Her mirror is filled anew, and that breaks off before the rows that she changed.
  let isTooOld = true
  server.before = ({ path }) => (isTooOld && path.endsWith('pull') ? problem(410, 'CURSOR_TOO_OLD') : undefined)
  server.after = async (call, answer) => {
    if (!call.path.endsWith('snapshot')) return answer
    isTooOld = false
    const lines = (await answer.text()).split('\n')
    return new Response(lines.slice(0, 21).join('\n') + '\n{"kind":"ro', { headers: answer.headers })
  }
  await ana.engine.drain('timer')
  expect((await ana.meta()).snapshot).toMatchObject({ after: 'buildings/b0019' })
  const { epoch } = server
  restore()
  server.epoch = epoch
  server.after = undefined
  await drainAll(ana)
  await drainAll(ana)
  const { seen, there, waiting } = await bothSides(ana, server, ['b0030', 'b9'])
  expect(there).toEqual({ b0030: { name: 'hers' }, b9: { name: 'hers, too' } })
  expect({ seen, waiting }).toEqual({ seen: there, waiting: [] })
})

it('[RC9] [F43] [F44] a recovery that broke off is ended by a snapshot, also where another tab has stored a page of the old history since', async () => {
  const server = createFakeServer()
  server.write('create', 'b1', { name: 'as it was' })
  const ana = await createDevice({ fetch: server.fetch })
  await drainAll(ana)
  const { cursor } = await ana.meta()
  const { epoch } = server
  const restore = server.backup()
  await ana.update('b1', { name: 'hers' })
  restore()
  server.before = ({ path }) => (path.endsWith('snapshot') ? problem(503, 'UNAVAILABLE') : undefined)
  await ana.engine.drain('saved')
  expect(await ana.meta()).toMatchObject({ recovering: true })
  // Another restore, which nobody announced, of the history from before; and a page of it.
  server.epoch = epoch
  await ana.store.transact(async (tx) => tx.putMeta({ ...(await tx.meta()), ...(cursor && { cursor }) }))
  server.before = undefined
  await drainAll(ana)
  const hers = { b1: { name: 'hers' } }
  const { seen, there, waiting } = await bothSides(ana, server, ['b1'])
  expect({ seen, there, waiting }).toEqual({ seen: hers, there: hers, waiting: [] })
  expect(await ana.meta()).not.toHaveProperty('recovering')
})
