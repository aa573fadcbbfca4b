import 'fake-indexeddb/auto'
import { expect, it } from 'vitest'
import { createDevice, type Device } from '../sync/testing/device.ts'
import { bothSides, drainAll } from '../sync/testing/drains.ts'
import { createFakeServer } from '../sync/testing/fake-server.ts'
import { createVirtualTime } from '../sync/testing/virtual-time.ts'
import { createConnection } from './connection.ts'
import { createDexieStore } from './dexie-store.ts'
import { type Fault, failAt } from './testing/faulty-idb.ts'
import { newUser } from './testing/open-device.ts'

const IDS = ['b1', 'b2', 'b3', 'c1']

async function given() {
  const user = newUser()
  const server = createFakeServer()
  for (const id of ['b1', 'b2', 'b3']) server.write('create', id, { name: id })
  const time = createVirtualTime()
  const open = () =>
    createDevice({ fetch: server.fetch, time, store: createDexieStore(createConnection(user, 'demo')) })
  const device = await open()
  await device.engine.drain('started')
  return { server, time, open, device }
}

/** What each record may hold in the end: what was said to be saved last; of what failed since, all or nothing. */
type Possible = Map<string, (string | undefined)[]>

async function day(device: Device, meanwhile: () => void): Promise<{ possible: Possible; failed: number }> {
  const possible: Possible = new Map([
    ['b1', ['b1']],
    ['b2', ['b2']],
    ['b3', ['Three']],
    ['c1', [undefined]],
  ])
  let failed = 0
  const attempt = async (id: string, name: string | undefined, save: () => Promise<void>) => {
    await device.time.advance(10)
    try {
      await save()
      possible.set(id, [name])
    } catch {
      failed++
      possible.get(id)?.push(name)
    }
  }
  await attempt('b1', 'One', () => device.update('b1', { name: 'One' }))
  await attempt('c1', 'Four', () => device.create('c1', { name: 'Four' }))
  await device.engine.drain('asked')
  await attempt('b1', 'Uno', () => device.update('b1', { name: 'Uno' }))
  await attempt('b2', undefined, () => device.delete('b2'))
  meanwhile()
  await device.engine.drain('asked')
  return { possible, failed }
}

/** @returns at how many requests it happened, and how many saves failed by it */
async function throughout(fault: Fault, step: number) {
  let failures = 0
  for (let n = 1; ; n += step) {
    const { server, open, device } = await given()
    const faulty = failAt(n, fault)
    const { possible, failed } = await day(device, () => server.write('update', 'b3', { name: 'Three' }))
    const happened = faulty.happened()
    faulty.restart()
    if (!happened) return { requests: n, failures }
    failures += failed
    device.store.close()
    const next = await open()
    await drainAll(next)
    const { seen, there, waiting, applied } = await bothSides(next, server, IDS)
    next.store.close()
    expect({ n, seen, waiting }).toEqual({ n, seen: there, waiting: [] })
    for (const id of IDS) expect(possible.get(id), `${id} after request ${n}`).toContain((there[id] as Named)?.name)
    // Two saves of one record, with an answer between them or not.
    for (const [name, times] of Object.entries(applied)) expect(times).toBeLessThanOrEqual(name.endsWith('b1') ? 2 : 1)
  }
}

type Named = { readonly name: string } | undefined

it('[F16] a process that dies at any request of a day’s storage goes on from there: whatever was said to be saved is there once', async () => {
  expect((await throughout('crash', 1)).requests).toBeGreaterThan(100)
})

it('[F25] a disk that is full at any put: the save says so, or the drain goes on later; nothing is half there', async () => {
  expect((await throughout('quota', 1)).requests).toBeGreaterThan(30)
})

it('[F27] a storage that is lost at any request is opened again: every save succeeds, each change is there once', async () => {
  const { requests, failures } = await throughout('lost', 2)
  expect(requests).toBeGreaterThan(100)
  expect(failures).toBe(0)
})

it('[F27] a storage and a network that are lost together: nothing is lost with them', async () => {
  for (let n = 1; n < 60; n += 7) {
    const { server, open, device } = await given()
    const faulty = failAt(n, 'lost')
    server.before = () => Promise.reject(new TypeError('Load failed'))
    const { possible, failed } = await day(device, () => server.write('update', 'b3', { name: 'Three' }))
    expect({ n, failed }).toEqual({ n, failed: 0 })
    faulty.restart()
    server.before = undefined
    device.store.close()
    const next = await open()
    await drainAll(next)
    const { there, waiting } = await bothSides(next, server, IDS)
    next.store.close()
    expect(waiting).toEqual([])
    for (const id of IDS) expect(possible.get(id)).toContain((there[id] as Named)?.name)
  }
})
