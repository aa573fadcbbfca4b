import { expect, it } from 'vitest'
import { createDevice } from './testing/device.ts'
import { bothSides, drainAll } from './testing/drains.ts'
import { createFakeServer } from './testing/fake-server.ts'

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
    // Ana's question ends with a pull; what comes of it leaves with her next look.
    for (const device of [...order, ...order, ...order]) await drainAll(device)
    for (const device of order) {
      const { seen, there, waiting } = await bothSides(device, server, ['c1'])
      expect({ seen, there, waiting }).toEqual({ seen: ONE, there: ONE, waiting: [] })
    }
  },
)
