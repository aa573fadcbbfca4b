import { expect, it } from 'vitest'
import { createDevice } from './testing/device.ts'
import { bothSides, drainAll } from './testing/drains.ts'
import { createFakeServer, problem } from './testing/fake-server.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const IDS = ['b1', 'b2', 'b3', 'c1']

it.each([2 * DAY_MS, -2 * DAY_MS, -400 * DAY_MS])(
  '[F37] the device’s clock jumps by %i ms at any call of a drain: nothing is lost, doubled, or waits for days',
  async (jumpMs) => {
    for (let at = 1; at <= 6; at++) {
      const server = createFakeServer()
      for (const id of ['b1', 'b2', 'b3']) server.write('create', id, { name: id })
      const device = await createDevice({ fetch: server.fetch })
      await device.engine.drain('started')
      await device.changeMeta({ batchChangesMax: 1, lastExchangeFailed: true })
      await device.update('b1', { name: 'One' })
      await device.delete('b2')
      await device.create('c1', { name: 'Four' })
      let calls = 0
      server.after = async (_, answer) => {
        calls++
        if (calls === at) await device.time.advance(jumpMs)
        // The next one fails, so that the jump lies between a wait's beginning and its end.
        return calls === at + 1 ? problem(503, 'UNAVAILABLE', { 'retry-after': '20' }) : answer
      }
      await device.engine.drain('asked')
      const report = await device.engine.drain('timer')
      // Whatever the clock says, nobody waits longer than was asked, and a little.
      expect(report.end.kind === 'waiting' ? report.end.waitMs : 0).toBeLessThanOrEqual(60_000)
      await drainAll(device)
      const { seen, there, waiting, applied } = await bothSides(device, server, IDS)
      expect({ at, seen, waiting }).toEqual({ at, seen: there, waiting: [] })
      expect(there).toEqual({ b1: { name: 'One' }, b2: undefined, b3: { name: 'b3' }, c1: { name: 'Four' } })
      expect(Object.values(applied)).toEqual([1, 1, 1])
      // And it is not taken for old: the archive goes by the server's clock.
      expect((await device.store.read((tx) => tx.archive())).length).toBe(3)
    }
  },
)
