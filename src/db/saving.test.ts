import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import { UnknownModel } from '../sync/errors.ts'
import { rowOf, savedOf, visibleOf } from '../sync/testing/samples.ts'
import { deferredPaint, newUser, openDevice, present } from './testing/open-device.ts'

describe('createSaving', () => {
  it('[WR5] a save wakes at once and is folded when the person has seen it; a count of what waits waits for that', async () => {
    const put = deferredPaint()
    const { satchel, store, wakes } = await openDevice(newUser(), undefined, put.afterPaint)
    await satchel.localCreate('buildings', 'n1', { name: 'New' })
    const kinds = () => store.read(async (tx) => (await tx.entries()).map(({ kind }) => kind))
    expect(await kinds()).toEqual(['saved'])
    expect(wakes).toEqual(['saved'])
    const counted = satchel.pendingCount()
    put.run()
    expect(await counted).toBe(1)
    expect(await kinds()).toEqual(['open'])
  })

  it('[WR3] what is not valid is refused by name and stored nowhere', async () => {
    const { satchel, store } = await openDevice()
    const refused = satchel.localCreate('buildings', '', { name: ' ', floors: 'three' })
    await expect(refused).rejects.toMatchObject({
      name: 'InvalidRecord',
      fields: { name: 'required', floors: 'wrong_type' },
    })
    await expect(satchel.localCreate('castles', '', {})).rejects.toBeInstanceOf(UnknownModel)
    await expect(satchel.localCreate('buildings', '/', { name: 'x' })).rejects.toMatchObject({
      fields: { id: 'bad_id' },
    })
    expect(await store.read((tx) => tx.entries())).toEqual([])
  })

  it('[WR4] a row of another record is no base: nothing is stored', async () => {
    const { satchel } = await openDevice()
    await satchel.localCreate('buildings', 'b1', { name: 'Hub' })
    await satchel.localCreate('buildings', 'b2', { name: 'Mill' })
    const seen = present(await satchel.localGet('buildings', 'b2'))
    const wrong = 'the row seen is buildings/b2, not buildings/b1'
    await expect(satchel.localUpdate('buildings', 'b1', { name: 'Barn' }, { seen })).rejects.toThrow(wrong)
    await expect(satchel.localDelete('buildings', 'b1', { seen })).rejects.toThrow(wrong)
    expect((await satchel.pendingChanges()).map(({ label }) => label).sort()).toEqual(['Hub', 'Mill'])
  })

  it('[WR4] only what differs from what was seen becomes the patch, on that version; nothing stores nothing', async () => {
    const device = await openDevice()
    await device.store.transact((tx) => tx.putRows([rowOf('b2', 1, { name: 'The Hub', status: 'active' })]))
    const seen = present(await device.satchel.localGet('buildings', 'b2'))
    await device.satchel.localUpdate('buildings', 'b2', { name: 'The Hub', status: 'active' }, { seen })
    expect(await device.satchel.pendingCount()).toBe(0)
    await device.satchel.localUpdate('buildings', 'b2', { name: 'The Hub', status: null }, { seen })
    const [change] = await device.satchel.pendingChanges()
    expect(change).toMatchObject({
      op: 'update',
      patch: { status: null },
      base: { status: 'active' },
      label: 'The Hub',
    })
    const [entry] = await device.store.read((tx) => tx.entries())
    expect(entry?.base).toEqual({ version: 1, values: { status: 'active' } })
  })

  it('[WR5] saves are folded behind the call, and asked for; start-up repeats a fold that did not happen', async () => {
    const user = newUser()
    const device = await openDevice(user)
    await device.satchel.localCreate('buildings', 'n1', { name: 'New' })
    const seen = present(await device.satchel.localGet('buildings', 'n1'))
    await device.satchel.localDelete('buildings', 'n1', { seen })
    expect(await device.satchel.pendingChanges()).toEqual([])
    await expect.poll(() => device.wakes).toEqual(['saved', 'saved'])
    expect(await device.store.read((tx) => tx.overlay())).toEqual([])

    // A page that went away between save and fold.
    await device.store.save({ ...savedOf('n2'), op: 'create' }, visibleOf('n2', 0))
    device.satchel.close()
    const next = await openDevice(user)
    expect(await next.satchel.pendingCount()).toBe(1)
    expect((await next.store.read((tx) => tx.entries())).map(({ kind }) => kind)).toEqual(['open'])
  })
})
