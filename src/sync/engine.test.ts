import { describe, expect, it } from 'vitest'
import { QuotaExceeded } from './errors.ts'
import { createDevice } from './testing/device.ts'
import { drainAll } from './testing/drains.ts'
import { createFakeServer } from './testing/fake-server.ts'

async function given() {
  const server = createFakeServer()
  const device = await createDevice({ fetch: server.fetch })
  return { server, device }
}

describe('a drain', () => {
  it('[EN30] fills an empty device by snapshot, then pulls', async () => {
    const { server, device } = await given()
    server.write('create', 'b1', { name: 'Hub' })
    expect(await device.engine.drain('started')).toMatchObject({ pulled: 1, end: { kind: 'done' } })
    expect(await device.see('b1')).toMatchObject({ version: 1, data: { name: 'Hub' } })
    expect((await device.meta()).cursor).toBe(server.mark())
    server.write('update', 'b1', { name: 'The Hub' })
    expect(await device.engine.drain('timer')).toMatchObject({ pulled: 1, end: { kind: 'done' } })
    expect(await device.see('b1')).toMatchObject({ version: 2, data: { name: 'The Hub' } })
  })

  it('[EN30] sends what waits, once, and keeps it as the server has it', async () => {
    const { server, device } = await given()
    await device.engine.drain('started')
    await device.create('b1', { name: 'Hub' })
    await device.update('b1', { floors: 3 })
    expect(await device.engine.drain('saved')).toMatchObject({ sent: 1, answered: 1, end: { kind: 'done' } })
    expect(server.row('b1')?.judged).toMatchObject({ version: 1, data: { name: 'Hub', floors: 3 } })
    expect(await device.entries()).toEqual([])
    expect(await device.see('b1')).toMatchObject({ version: 1, data: { name: 'Hub', floors: 3 } })
    expect(await device.engine.drain('timer')).toMatchObject({ sent: 0 })
    expect(server.applied).toEqual(new Map([['buildings/b1', 1]]))
  })

  it('[EN31] takes a batch’s answers in and seals the next one in a single transaction', async () => {
    const server = createFakeServer()
    const steps: string[] = []
    const device = await createDevice({
      fetch: async (input, init) => {
        if (new Request(input, init).url.includes('/push')) steps.push('push')
        return server.fetch(input, init)
      },
      wrapStore: (store) => ({
        ...store,
        transact: (work) => {
          steps.push('transaction')
          return store.transact(work)
        },
      }),
    })
    await device.engine.drain('started')
    for (const id of ['b1', 'b2', 'b3']) await device.create(id, { name: id })
    await device.changeMeta({ batchChangesMax: 1 })
    steps.length = 0
    expect(await device.engine.drain('saved')).toMatchObject({ sent: 3, answered: 3, end: { kind: 'done' } })
    const pushes = steps.flatMap((step, n) => (step === 'push' ? [n] : []))
    expect(pushes).toHaveLength(2)
    expect(steps.slice(pushes[0], pushes[1])).toEqual(['push', 'transaction'])
  })

  it('[EN32] takes the answers in alone where the disk is too full for the next seal', async () => {
    const server = createFakeServer()
    let putsMax = Infinity
    const device = await createDevice({
      fetch: server.fetch,
      wrapStore: (store) => ({
        ...store,
        transact: (work) => {
          let puts = 0
          return store.transact((tx) => {
            const putEntries: typeof tx.putEntries = async (entries) => {
              puts += entries.length
              if (puts > putsMax) throw new QuotaExceeded('full')
              return tx.putEntries(entries)
            }
            return work({ ...tx, putEntries })
          })
        },
      }),
    })
    await device.engine.drain('started')
    for (const id of ['b1', 'b2', 'b3']) await device.create(id, { name: id })
    await device.changeMeta({ batchChangesMax: 1 })
    server.before = ({ path }) => {
      if (path === '/api/sync/push') putsMax = 0
      return undefined
    }
    expect(await device.engine.drain('saved')).toMatchObject({ sent: 1, answered: 1, end: { kind: 'broken' } })
    expect((await device.entries()).map(({ id, kind }) => [id, kind])).toEqual([
      ['b2', 'open'],
      ['b3', 'open'],
    ])
    putsMax = Infinity
    server.before = undefined
    expect(await drainAll(device)).toMatchObject({ sent: 2, answered: 2, end: { kind: 'done' } })
    expect(server.applied).toEqual(new Map(['b1', 'b2', 'b3'].map((id) => [`buildings/${id}`, 1])))
  })
})
