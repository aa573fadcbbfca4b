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
})
