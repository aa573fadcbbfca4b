import { describe, expect, it } from 'vitest'
import { noLock } from './lock.ts'
import type { Lock } from './ports.ts'
import { createDevice } from './testing/device.ts'
import { drainAll } from './testing/drains.ts'
import { createFakeServer } from './testing/fake-server.ts'

async function given() {
  const server = createFakeServer()
  const device = await createDevice({ fetch: server.fetch })
  await device.engine.drain('started')
  return { server, device }
}

describe('a person who wants to confirm', () => {
  it('[EN55] nothing unconfirmed is sent by any wake-up, and pulls go on', async () => {
    const { server, device } = await given()
    await device.changeMeta({ sendMode: 'onConfirm' })
    await device.create('b1', { name: 'mine' })
    server.write('create', 'b2', { name: 'theirs' })
    for (const reason of ['saved', 'asked', 'online', 'sync', 'timer', 'started']) {
      expect((await device.engine.drain(reason)).end.kind).toBe('done')
    }
    expect(server.row('b1')).toBeUndefined()
    expect(await device.see('b2')).toMatchObject({ data: { name: 'theirs' } })
    // Not sealed either: it can still be edited, folded, taken back.
    expect(await device.entries()).toMatchObject([{ kind: 'open', id: 'b1' }])
  })

  it('[EN55] what is confirmed is sent; back to automatic, everything is', async () => {
    const { server, device } = await given()
    await device.changeMeta({ sendMode: 'onConfirm' })
    for (const id of ['b1', 'b2']) await device.create(id, { name: id })
    await device.store.transact(async (tx) => {
      const [first] = await tx.entries()
      if (first) await tx.putEntries([{ ...first, confirmed: true }])
    })
    await device.engine.drain('decided')
    expect([server.row('b1')?.judged.version, server.row('b2')]).toEqual([1, undefined])
    await device.changeMeta({ sendMode: 'automatic' })
    await drainAll(device)
    expect(server.row('b2')?.judged.version).toBe(1)
  })
})

describe('a person who works offline', () => {
  it('[EN55] [CY14] nothing goes out or comes in, whatever wakes', async () => {
    const { server, device } = await given()
    await device.create('b1', { name: 'mine' })
    await device.changeMeta({ worksOffline: true })
    const calls = server.calls.length
    for (const reason of ['saved', 'asked', 'online', 'sync', 'timer', 'started']) {
      expect((await device.engine.drain(reason)).end).toEqual({ kind: 'paused', why: 'worksOffline' })
    }
    expect(server.calls.length).toBe(calls)
    expect(await device.entries()).toMatchObject([{ kind: 'open' }])
  })

  it('[CY15] said between a wake-up and its first call: not even the server’s health is asked for', async () => {
    const server = createFakeServer()
    let say = () => Promise.resolve()
    const lock: Lock = { ...noLock, ifAvailable: (work) => say().then(work) }
    const device = await createDevice({ fetch: server.fetch, lock })
    await device.engine.drain('started')
    await device.changeMeta({ lastExchangeFailed: true })
    const calls = server.calls.length
    say = () => device.changeMeta({ worksOffline: true })
    expect((await device.engine.drain('asked')).end).toEqual({ kind: 'paused', why: 'worksOffline' })
    expect(server.calls.length).toBe(calls)
  })

  it('[CY15] said in the middle of a push: its answer is stored, and no further call begins', async () => {
    const { server, device } = await given()
    await device.changeMeta({ batchChangesMax: 1 })
    for (const id of ['b1', 'b2']) await device.create(id, { name: id })
    server.after = async (_, answer) => {
      await device.changeMeta({ worksOffline: true })
      return answer
    }
    const calls = server.calls.length
    expect((await device.engine.drain('saved')).end).toEqual({ kind: 'paused', why: 'worksOffline' })
    expect(server.calls.length).toBe(calls + 1)
    expect(await device.entries()).toMatchObject([{ kind: 'open', id: 'b2' }])
  })

  it('[CY15] said in the middle of a push that fails: no pull begins after it', async () => {
    const { server, device } = await given()
    await device.create('b1', { name: 'mine' })
    server.after = async () => {
      await device.changeMeta({ worksOffline: true })
      return new Response('', { status: 502 })
    }
    const calls = server.calls.length
    expect((await device.engine.drain('saved')).end).toEqual({ kind: 'paused', why: 'worksOffline' })
    expect(server.calls.slice(calls).map(({ path }) => path)).toEqual(['/api/sync/push'])
  })

  it('[CY15] said in the middle of a pull, or of a first sync: it goes on when the person is back', async () => {
    const server = createFakeServer()
    const device = await createDevice({ fetch: server.fetch })
    for (const id of ['b1', 'b2', 'b3']) server.write('create', id, { name: id })
    server.after = async ({ path }, answer) => {
      if (path.includes('snapshot')) await device.changeMeta({ worksOffline: true })
      return answer
    }
    expect((await device.engine.drain('started')).end).toEqual({ kind: 'paused', why: 'worksOffline' })
    expect(await device.see('b1')).toBeUndefined()
    server.after = undefined
    const { worksOffline: _, ...meta } = await device.meta()
    await device.store.transact((tx) => tx.putMeta(meta))
    await drainAll(device)
    expect(await device.see('b3')).toMatchObject({ data: { name: 'b3' } })
  })

  it('[CY15] said before the first sync has begun: it does not begin', async () => {
    const server = createFakeServer()
    const device = await createDevice({ fetch: server.fetch })
    server.after = async ({ path }, answer) => {
      if (path.endsWith('push')) await device.changeMeta({ worksOffline: true })
      return answer
    }
    await device.engine.drain('started')
    expect(server.calls.some(({ path }) => path.includes('snapshot'))).toBe(false)
  })
})
