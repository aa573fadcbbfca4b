import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import type { ServerRow } from '../sync/core/types.ts'
import { rowOf } from '../sync/testing/samples.ts'
import { newUser, openDevice, type TestDevice } from './testing/open-device.ts'

const rows: readonly ServerRow[] = [
  rowOf('b1', 1, { name: 'Élysée', address: 'Rue 1' }),
  rowOf('b2', 1, { name: 'The Hub', status: 'active' }),
  rowOf('l1', 1, { building: 'b2', tenant: 't1', start: '2026-01-02' }, 'leases'),
  rowOf('p1', 1, { lease: 'l1', amount: 5 }, 'payments'),
  rowOf('t1', 1, { name: 'Ana' }, 'tenants'),
]

async function withRows(device: TestDevice): Promise<TestDevice> {
  await device.store.transact(async (tx) => {
    await tx.beginSnapshot()
    await tx.putSnapshotRows(rows)
    await tx.endSnapshot()
  })
  return device
}

const titles = async ({ satchel }: TestDevice, model: string, search = '') =>
  (await satchel.localList(model, { search })).items.map(({ title }) => title)

describe('openSatchel', () => {
  it('[DB1] titles of references come from the columns of their targets', async () => {
    const device = await withRows(await openDevice())
    expect(await titles(device, 'leases')).toEqual(['The Hub · Ana'])
    expect(await titles(device, 'payments')).toEqual(['The Hub · Ana'])
    expect(await device.satchel.titleOf('payments', 'p1')).toBe('The Hub · Ana')
  })

  it('[DB2] a search ignores case and accents and looks into the titles of references', async () => {
    const device = await withRows(await openDevice())
    expect(await titles(device, 'buildings', 'elysee RUE')).toEqual(['Élysée'])
    expect(await titles(device, 'buildings', 'ana')).toEqual([])
    expect(await titles(device, 'payments', 'hub an')).toEqual(['The Hub · Ana'])
  })

  it('[DB3] a save is seen at once, in the list and by id', async () => {
    const device = await withRows(await openDevice())
    const id = await device.satchel.localCreate('buildings', '', { name: 'New' })
    const { items, total } = await device.satchel.localList('buildings')
    expect(total).toBe(3)
    expect(items[0]).toEqual({ id, title: 'New', shown: { name: 'New' }, state: 'pending' })
    expect((await device.satchel.localGet('buildings', id))?.data).toEqual({ name: 'New' })
    expect(await device.satchel.pendingCount()).toBe(1)
    expect(device.failures).toEqual([])
  })

  it('[DB4] another tab sees a save', async () => {
    const user = newUser()
    const [here, there] = [await withRows(await openDevice(user)), await openDevice(user)]
    await titles(there, 'buildings')
    const heard = new Promise<void>((resolve) => void there.satchel.onChange(resolve))
    await here.satchel.localCreate('buildings', 'n1', { name: 'New' })
    await heard
    await expect.poll(() => titles(there, 'buildings')).toContain('New')
    expect(await there.satchel.pendingCount()).toBe(1)
  })
})
