import { describe, expect, it } from 'vitest'
import { createDevice } from './testing/device.ts'
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
})
