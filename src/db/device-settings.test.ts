import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import { newUser, openDevice } from './testing/open-device.ts'

describe('what the person wishes of this device', () => {
  it('[DB17] is kept with the data, seen by every tab, and nothing else changes', async () => {
    const user = newUser()
    const first = await openDevice(user)
    const second = await openDevice(user)
    const before = await first.store.read((tx) => tx.meta())
    await first.satchel.changeSettings({ worksOffline: true, sendMode: 'onConfirm' })
    await second.satchel.changeSettings({ deviceName: '  Site phone ' })
    expect((await second.satchel.syncState()).settings).toEqual({
      worksOffline: true,
      sendMode: 'onConfirm',
      deviceName: 'Site phone',
    })
    expect((await second.satchel.settings()).worksOffline).toBe(true)
    expect(await first.store.read((tx) => tx.meta())).toMatchObject(before)
  })

  it('[DB17] a drain is asked for when more may leave than before, and only then', async () => {
    const { satchel, wakes } = await openDevice()
    await satchel.changeSettings({ worksOffline: true, sendMode: 'onConfirm' })
    await satchel.changeSettings({ deviceName: 'x' })
    expect(wakes).toEqual([])
    await satchel.changeSettings({ worksOffline: false })
    await satchel.changeSettings({ sendMode: 'automatic' })
    expect(wakes).toEqual(['asked', 'asked'])
  })

  it('[DB18] what waits for the person says so, until they have confirmed it as it is', async () => {
    const { satchel, wakes } = await openDevice()
    await satchel.changeSettings({ sendMode: 'onConfirm' })
    await satchel.localCreate('buildings', 'b1', { name: 'Mill' })
    await satchel.localCreate('buildings', 'b2', { name: 'Barn' })
    const states = async () => (await satchel.pendingChanges()).map(({ state }) => state)
    expect(await states()).toEqual(['unconfirmed', 'unconfirmed'])
    expect(await satchel.syncState()).toMatchObject({
      pending: 2,
      unconfirmed: 2,
      pendingOf: { buildings: { pending: 2, review: 0, refused: 0 } },
    })
    const [mill] = await satchel.pendingChanges()
    await satchel.confirm([mill?.key ?? 0, 999])
    expect(wakes).toContain('decided')
    expect(await states()).toEqual(['ready', 'unconfirmed'])
    const seen = await satchel.localGet('buildings', 'b1')
    if (seen) await satchel.localUpdate('buildings', 'b1', { name: 'Old mill' }, { seen })
    expect(await states()).toEqual(['unconfirmed', 'unconfirmed'])
    await satchel.changeSettings({ sendMode: 'automatic' })
    expect(await states()).toEqual(['ready', 'ready'])
  })

  it('[DB19] diagnostics count what is here and tell what happened', async () => {
    const { satchel } = await openDevice()
    await satchel.localCreate('buildings', 'b1', { name: 'Mill' })
    await satchel.pendingCount()
    const { deviceId, records, entries, device } = await satchel.diagnostics()
    expect(deviceId).toMatch(/^id-/)
    expect({ records, entries }).toMatchObject({ records: { buildings: 1, tenants: 0 }, entries: { open: 1 } })
    expect(device).toMatchObject({ nextMutationId: 1 })
  })
})
