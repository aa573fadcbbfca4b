import { expect, it } from 'vitest'
import type { Patch } from '../../contract/value.ts'
import { createBoundaries, forever } from './testing/boundaries.ts'
import { createDevice, type Device } from './testing/device.ts'
import { bothSides, drainAll } from './testing/drains.ts'
import { createFakeServer } from './testing/fake-server.ts'

const IDS = ['b1', 'b2', 'b3', 'b4']

/** Two people's work on one device, three pushes and two pages long. */
async function given(isEmpty = false) {
  const server = createFakeServer()
  server.pageRows = 2
  for (const id of ['b1', 'b2', 'b3']) server.write('create', id, { name: id })
  const boundaries = createBoundaries()
  const device = await createDevice({
    fetch: boundaries.wrapFetch(server.fetch),
    wrapStore: (store) => boundaries.wrapStore(store),
  })
  if (isEmpty) {
    await device.create('b4', { name: 'Four' })
    return { server, device, boundaries }
  }
  await device.engine.drain('started')
  for (const id of ['b1', 'b3']) server.write('update', id, { phone: `+1 ${id}` })
  await device.update('b1', { name: 'One' })
  await device.delete('b2')
  await device.create('b4', { name: 'Four' })
  await device.changeMeta({ batchChangesMax: 1, lastExchangeFailed: true })
  return { server, device, boundaries }
}

/** Runs `drain` once for each boundary that it has, doing `at` there. */
async function atEvery(isEmpty: boolean, visit: (n: number, last: boolean) => Promise<boolean>): Promise<void> {
  for (let n = 1; await visit(n, isEmpty); n++);
}

const OUTCOME = {
  seen: { b1: { name: 'One', phone: '+1 b1' }, b3: { name: 'b3', phone: '+1 b3' }, b4: { name: 'Four' } },
  applied: { 'buildings/b1': 1, 'buildings/b2': 1, 'buildings/b4': 1 },
}

it('[EN43] [F14] a device killed at any point of a drain goes on from there: nothing lost, nothing doubled', async () => {
  let kills = 0
  await atEvery(false, async (n) => {
    const { server, device, boundaries } = await given()
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
    await Promise.race([device.engine.drain('saved'), killed])
    if (!dead) return false
    kills++
    const next = await createDevice({ fetch: server.fetch, disk: device.disk, time: device.time })
    await drainAll(next)
    const { seen, there, waiting, applied } = await bothSides(next, server, IDS)
    expect(seen).toEqual(there)
    expect(seen).toMatchObject(OUTCOME.seen)
    expect(waiting).toEqual([])
    expect(applied).toEqual(OUTCOME.applied)
    return true
  })
  expect(kills).toBeGreaterThan(30)
})

it('[EN43] [F14] the same in a first sync', async () => {
  let kills = 0
  await atEvery(true, async (n) => {
    const { server, device, boundaries } = await given(true)
    let dead = false
    const killed = new Promise<void>((resolve) => {
      boundaries.at = (count) => {
        if (count < n) return undefined
        dead = true
        resolve()
        return forever()
      }
    })
    await Promise.race([device.engine.drain('started'), killed])
    if (!dead) return false
    kills++
    const next = await createDevice({ fetch: server.fetch, disk: device.disk, time: device.time })
    await drainAll(next)
    const { seen, there, waiting, applied } = await bothSides(next, server, IDS)
    expect(seen).toEqual(there)
    expect({ waiting, applied }).toEqual({ waiting: [], applied: { 'buildings/b4': 1 } })
    return true
  })
  expect(kills).toBeGreaterThan(20)
})

const EDITS: { [name: string]: (device: Device) => Promise<Patch | undefined> } = {
  'another value': async (device) => {
    await device.update('b1', { name: 'Two' })
    return { name: 'Two', phone: '+1 b1' }
  },
  'the value it had': async (device) => {
    await device.update('b1', { name: 'b1' })
    return { name: 'b1', phone: '+1 b1' }
  },
  'two more fields': async (device) => {
    await device.update('b1', { address: 'Road 1' })
    await device.update('b1', { floors: 7 })
    return { name: 'One', address: 'Road 1', floors: 7, phone: '+1 b1' }
  },
}

it.each(Object.entries(EDITS))(
  '[EN44] [F18] an edit (%s) at any point of a drain is neither lost nor a conflict with oneself',
  async (_, edit) => {
    let edits = 0
    await atEvery(false, async (n) => {
      const { server, device, boundaries } = await given()
      const from = boundaries.count
      let wanted: Patch | undefined
      boundaries.at = (count) => {
        if (count !== from + n) return undefined
        return edit(device).then((row) => void (wanted = row))
      }
      await device.engine.drain('saved')
      boundaries.at = undefined
      if (!wanted) return false
      edits++
      expect(await device.see('b1')).toMatchObject({ data: { name: wanted.name } })
      await drainAll(device)
      const { seen, there, waiting } = await bothSides(device, server, IDS)
      expect(seen).toEqual(there)
      expect(seen.b1).toEqual(wanted)
      expect(waiting).toEqual([])
      return true
    })
    expect(edits).toBeGreaterThan(30)
  },
)
