import 'fake-indexeddb/auto'
import { describe, expect, it, vi } from 'vitest'
import type { ServerRow } from '../sync/core/types.ts'
import { EntryInFlight, NoSuchEntry, UnknownModel } from '../sync/errors.ts'
import { sealBatch } from '../sync/device/outbox.ts'
import { rowOf, visibleOf } from '../sync/testing/samples.ts'
import { requestsDuring } from './testing/faulty-idb.ts'
import { deferredPaint, newUser, openDevice, present, type TestDevice } from './testing/open-device.ts'

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
  it('[UI7] a draft is committed in the turn of the key: a page that goes at once takes nothing along', async () => {
    const { satchel } = await openDevice(newUser())
    const commit = vi.spyOn(IDBTransaction.prototype, 'commit')
    const kept = satchel.putDraft('buildings', 'b1', { values: { name: 'Half' } })
    // Nothing but what is left of this turn.
    // oxlint-disable-next-line no-await-in-loop -- one after another
    for (let n = 0; n < 20; n++) await Promise.resolve()
    expect(commit).toHaveBeenCalledTimes(1)
    commit.mockRestore()
    await kept
    expect(await satchel.getDraft('buildings', 'b1')).toEqual({ values: { name: 'Half' } })
  })

  it('[DB1] titles of references come from the columns of their targets', async () => {
    const device = await withRows(await openDevice())
    expect(await titles(device, 'leases')).toEqual(['The Hub · Ana'])
    expect(await titles(device, 'payments')).toEqual(['The Hub · Ana'])
    expect(await device.satchel.titleOf('payments', 'p1')).toBe('The Hub · Ana')
    const { items } = await device.satchel.localList('leases')
    expect(items.map((item) => item.titles)).toEqual([{ 'buildings/b2': 'The Hub', 'tenants/t1': 'Ana' }])
  })

  it('[DB24] without a column a title is told from the rows, in the same words', async () => {
    const device = await withRows(await openDevice())
    const { satchel } = device
    const told = () =>
      Promise.all([
        satchel.titleOf('payments', 'p1'),
        satchel.titleOf('leases', 'l1'),
        satchel.titleOf('buildings', 'b2'),
        satchel.titleOf('buildings', 'nobody'),
      ])
    const fromRows = await told()
    expect(fromRows).toEqual(['The Hub · Ana', 'The Hub · Ana', 'The Hub', undefined])
    await titles(device, 'payments')
    expect(await told()).toEqual(fromRows)
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
    expect(items[0]).toEqual({ id, title: 'New', shown: { name: 'New' }, titles: {}, state: 'pending' })
    expect((await device.satchel.localGet('buildings', id))?.data).toEqual({ name: 'New' })
    expect(await device.satchel.pendingCount()).toBe(1)
    expect(device.failures).toEqual([])
  })

  it('[DB22] what a tab has saved is in its lists without being read again; what changed elsewhere is read', async () => {
    const user = newUser()
    const [here, there] = [await withRows(await openDevice(user)), await openDevice(user)]
    await titles(here, 'leases')
    const put = deferredPaint()
    const { satchel } = await openDevice(user, undefined, put.afterPaint)
    await satchel.localList('buildings')
    await satchel.pendingCount()
    const seen = present(await satchel.localGet('buildings', 'b2'))
    await satchel.localUpdate('buildings', 'b2', { name: 'The Mill' }, { seen })
    let total = 0
    const requests = await requestsDuring(async () => {
      const { items } = await satchel.localList('buildings')
      expect(items.find(({ id }) => id === 'b2')).toMatchObject({ title: 'The Mill', state: 'pending' })
      total = items.length
    })
    expect(requests).toEqual([])
    await there.satchel.localCreate('buildings', 'n1', { name: 'New' })
    await expect.poll(async () => (await satchel.localList('buildings')).total).toBe(total + 1)
    put.run()
    expect(await satchel.pendingCount()).toBe(2)
  })

  it('[DB4] another tab sees a save', async () => {
    const user = newUser()
    const [here, there] = [await withRows(await openDevice(user)), await openDevice(user)]
    await titles(there, 'buildings')
    const heard = new Promise<void>((resolve) => void there.satchel.onChange(() => resolve()))
    await here.satchel.localCreate('buildings', 'n1', { name: 'New' })
    await heard
    await expect.poll(() => titles(there, 'buildings')).toContain('New')
    expect(await there.satchel.pendingCount()).toBe(1)
  })

  it('[DB5] pages of a list, its total and its filters', async () => {
    const { satchel } = await withRows(await openDevice())
    const page = await satchel.localList('buildings', { orderBy: 'title', offset: 1, limit: 1 })
    expect(page).toEqual({
      total: 2,
      items: [{ id: 'b2', title: 'The Hub', shown: { name: 'The Hub' }, titles: {}, state: 'synced' }],
    })
    expect((await satchel.localList('leases', { where: { tenant: 't1' } })).total).toBe(1)
    expect((await satchel.localList('leases', { where: { tenant: 't2' } })).total).toBe(0)
    await expect(satchel.localList('leases', { where: { rent: 5 } })).rejects.toBeInstanceOf(RangeError)
    await expect(satchel.localList('castles')).rejects.toBeInstanceOf(UnknownModel)
  })

  it('[DB7] pending changes have their labels, groups and what they wait for', async () => {
    const device = await withRows(await openDevice())
    const { satchel, store } = device
    await satchel.localCreate('buildings', 'n1', { name: 'New' })
    await satchel.localCreate('leases', 'n2', { building: 'n1', tenant: 't1', start: '2026-01-02' })
    const seen = present(await satchel.localGet('buildings', 'b1'))
    await satchel.localDelete('buildings', 'b1', { seen })
    await satchel.pendingCount()
    await store.transact(async (tx) => {
      const [building, , gone] = await tx.entries()
      if (!building || !gone) throw new Error('entries are missing')
      const refused = { kind: 'refused', code: 'FORBIDDEN', message: 'no', fields: {} } as const
      await tx.putEntries([{ ...building, kind: 'parked', reason: refused }])
      await tx.putEntries([
        { ...gone, kind: 'parked', reason: { kind: 'deleted', serverVersion: 2, by: 'Ben', at: '' } },
      ])
    })
    expect(await satchel.pendingChanges()).toMatchObject([
      { label: 'New', group: 'refused', state: 'parked', reason: { code: 'FORBIDDEN' } },
      { label: 'New · Ana', group: 'ready', state: 'held', waitsFor: { model: 'buildings', id: 'n1', label: 'New' } },
      { label: 'Élysée', group: 'review', state: 'parked', op: 'delete' },
    ])
    expect((await satchel.localList('leases')).items[0]?.state).toBe('held')
    expect(await satchel.syncState()).toMatchObject({ pending: 3, refused: 1, review: 1, sending: false, online: true })
  })

  it('[DB11] a discarded change shows the server row again, and its choices are forgotten', async () => {
    const device = await withRows(await openDevice())
    const { satchel } = device
    const seen = present(await satchel.localGet('buildings', 'b2'))
    await satchel.localUpdate('buildings', 'b2', { name: 'Mine' }, { seen })
    const [change] = await satchel.pendingChanges()
    const key = present(change).key
    await satchel.putChoices(key, { name: 'mine' })
    expect(await satchel.getChoices(key)).toEqual({ name: 'mine' })
    await satchel.discard(key)
    expect(await titles(device, 'buildings', 'hub')).toEqual(['The Hub'])
    expect(await satchel.pendingCount()).toBe(0)
    await expect.poll(() => satchel.getChoices(key)).toBeUndefined()
    await expect(satchel.discard(key)).rejects.toBeInstanceOf(NoSuchEntry)
  })

  it('[DB11] what is on its way can be neither discarded nor tried again', async () => {
    const { satchel, context, store } = await openDevice()
    await satchel.localCreate('buildings', 'n1', { name: 'New' })
    await satchel.pendingCount()
    await store.transact(async (tx) => tx.putMeta({ ...(await tx.meta()), isBound: true }))
    await sealBatch(context)
    const [change] = await satchel.pendingChanges()
    expect(change).toMatchObject({ state: 'sending' })
    await expect(satchel.discard(change?.key ?? 0)).rejects.toBeInstanceOf(EntryInFlight)
    expect((await satchel.localList('buildings')).items[0]?.state).toBe('sending')
    expect(await store.read((tx) => tx.entries())).toHaveLength(1)
  })

  it('[DB6] drafts survive their tab', async () => {
    const user = newUser()
    const { satchel } = await openDevice(user)
    const draft = { values: { name: 'Half' }, seen: visibleOf('b1', 3) }
    await satchel.putDraft('buildings', 'b1', draft)
    satchel.close()
    const { satchel: next } = await openDevice(user)
    expect(await next.getDraft('buildings', 'b1')).toEqual(draft)
    expect(await next.drafts('buildings')).toEqual(new Map([['b1', draft]]))
    expect(await next.drafts('tenants')).toEqual(new Map())
    await next.deleteDraft('buildings', 'b1')
    expect(await next.getDraft('buildings', 'b1')).toBeUndefined()
  })

  it('[DB12] the sync log comes newest first; sync now waits for the drain', async () => {
    const device = await openDevice()
    await device.store.transact((tx) =>
      tx.addEvents(['first', 'second'].map((kind) => ({ at: '2026-11-20T10:00:00.000Z', kind, detail: {} }))),
    )
    expect((await device.satchel.events()).map(({ kind }) => kind)).toEqual(['second', 'first'])
    await device.satchel.syncNow()
    expect(device.wakes).toEqual(['asked'])
  })

  it('[DB13] a record shows what its model can hold, whatever a newer server sent', async () => {
    const device = await openDevice()
    const odd = { name: 'Odd', floors: { up: 3 }, shape: 'round' } as unknown as ServerRow['data'] // Not of this build.
    await device.store.transact((tx) => tx.putRows([rowOf('b9', 1, odd)]))
    expect((await device.satchel.localGet('buildings', 'b9'))?.data).toEqual({ name: 'Odd' })
    expect(await titles(device, 'buildings', 'odd')).toEqual(['Odd'])
    expect(await device.satchel.localGet('buildings', 'none')).toBeUndefined()
  })
})
