import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import { models } from '../../contract/models/index.ts'
import { noLock } from '../sync/lock.ts'
import { rowOf, visibleOf, savedOf } from '../sync/testing/samples.ts'
import { storeColumn } from './column/stored-column.ts'
import { planOf } from './column/plan.ts'
import { createLists } from './lists.ts'
import { repackSome } from './mirror/repack.ts'
import { readMirror } from './mirror/rows.ts'
import type { LogRecord, Page } from './schema.ts'
import { failAt } from './testing/faulty-idb.ts'
import { newUser, openDevice, present, type TestDevice } from './testing/open-device.ts'
import { resultOf } from './transaction.ts'
import { CHANGES_MAX, createUpkeep, OVER_MAX } from './upkeep.ts'
import { createView } from './view.ts'

function upkeepOf({ connection, satchel }: TestDevice, isDraining = false) {
  const view = createView(connection, models)
  const outbox = async () => ({ stateOf: () => 'synced' as const, lastSeen: () => undefined })
  const timers = { after: () => () => {} }
  const report = () => {}
  const lists = createLists({ connection, models, view, outbox, timers, report })
  const upkeep = createUpkeep({
    ...{ connection, models, view, lists, timers, report },
    nowMs: () => 0,
    lock: noLock,
    isDraining: async () => isDraining,
  })
  satchel.onChange(() => view.touch())
  return { view, lists, upkeep }
}

const state = ({ connection }: TestDevice) =>
  connection.run(['meta', 'log', 'over', 'pages', 'snap'], 'readonly', async (tx) => ({
    mirror: await readMirror(tx),
    log: await resultOf<LogRecord[]>(tx.objectStore('log').getAll()),
    over: await resultOf(tx.objectStore('over').count()),
    pages: await resultOf<Page[]>(tx.objectStore('pages').getAll()),
    snaps: await resultOf(tx.objectStore('snap').getAllKeys()),
  }))

const manyRows = (count: number, version = 1) =>
  Array.from({ length: count }, (_, n) => rowOf(`b${String(n).padStart(5, '0')}`, version))

const names = async ({ satchel }: TestDevice) => (await satchel.localList('buildings')).items.map(({ title }) => title)

describe('upkeep', () => {
  it('[M5] a tab that is behind the point up to which the log is trimmed reads everything anew', async () => {
    const user = newUser()
    const [here, there] = [await openDevice(user), await openDevice(user)]
    await here.store.transact((tx) => tx.putRows([rowOf('b1', 1, { name: 'old' })]))
    const { view } = upkeepOf(here)
    await view.columns('buildings', false)
    // The other tab knows the list, and is not told of what follows.
    const behind = createView(there.connection, models)
    await behind.columns('buildings', false)
    await here.store.transact((tx) => tx.putRows([rowOf('b1', 2, { name: 'new' })]))
    view.touch()
    const packed = await view.pack('buildings')
    if (packed) await storeColumn(here.connection, planOf(present(models.get('buildings'))), packed.packed, packed)
    expect((await state(here)).log).toEqual([])
    behind.touch()
    await behind.columns('buildings', false)
    expect(behind.column('buildings')?.shownAt(0)).toMatchObject({ name: 'new' })
  })

  it('[M6] stores a column that has no stored one, then one with many changes, and trims the log', async () => {
    const device = await openDevice()
    await device.store.transact((tx) => tx.putRows(manyRows(3)))
    const { view, upkeep } = upkeepOf(device)
    await view.columns('buildings', false)
    await upkeep.run()
    expect(await state(device)).toMatchObject({ log: [], snaps: ['buildings'] })

    await device.store.transact((tx) => tx.putRows(manyRows(2, 2)))
    await upkeep.run()
    expect((await state(device)).log).toHaveLength(1)
    await device.store.transact((tx) => tx.putRows(manyRows(CHANGES_MAX, 3)))
    await upkeep.run()
    expect((await state(device)).log).toEqual([])
    expect((await device.satchel.localList('buildings')).total).toBe(CHANGES_MAX)
  })

  it('[M6] does nothing while a drain is running', async () => {
    const device = await openDevice()
    await device.store.transact((tx) => tx.putRows(manyRows(OVER_MAX + 1)))
    const { view, upkeep } = upkeepOf(device, true)
    await view.columns('buildings', false)
    const before = await state(device)
    await upkeep.run()
    expect(await state(device)).toEqual(before)
  })

  it('[M6] gives rows back to their pages, which are cut when they grow', async () => {
    const device = await openDevice()
    const { upkeep } = upkeepOf(device)
    const rows = manyRows(OVER_MAX + 500)
    await device.store.transact(async (tx) => {
      await tx.beginSnapshot()
      await tx.putSnapshotRows(rows.filter((_, n) => n % 7 === 3))
      await tx.endSnapshot()
    })
    const deleted = { ...rowOf('b00003', 9, {}), deleted: true }
    await device.store.transact((tx) => tx.putRows([...rows, deleted]))
    await upkeep.run()
    const { over, pages } = await state(device)
    expect(over).toBe(0)
    expect(pages.length).toBeGreaterThan(5)
    const keys = [...rows, rowOf('a0', 1), rowOf('b00001x', 1)]
    const found = await device.store.read((tx) => tx.rows(keys))
    expect(found).toEqual([...rows.map((row) => (row.id === deleted.id ? deleted : row)), undefined, undefined])
    expect((await device.satchel.localList('buildings')).total).toBe(rows.length - 1)
  })

  it('[M6] leaves the overlay alone while a snapshot is under way: its rows are newer than that', async () => {
    const device = await openDevice()
    await device.store.transact(async (tx) => {
      await tx.beginSnapshot()
      await tx.putRows(manyRows(3))
    })
    expect(await repackSome(device.connection)).toBe(false)
    await device.store.transact((tx) => tx.endSnapshot())
    expect((await device.satchel.localList('buildings')).total).toBe(3)
  })

  it(
    '[M6] a process that dies at any request of upkeep leaves rows and lists as they were',
    { timeout: 60_000 },
    async () => {
      const user = newUser()
      const device = await openDevice(user)
      await device.store.transact(async (tx) => {
        await tx.beginSnapshot()
        await tx.putSnapshotRows(manyRows(450))
        await tx.endSnapshot()
      })
      await device.store.transact((tx) => tx.putRows(manyRows(OVER_MAX + 10, 2)))
      await device.store.save(savedOf('b00001', { name: 'Mine' }), visibleOf('b00001', 2, { name: 'Mine' }))
      const before = await names(device)
      const rows = () => device.store.read((tx) => tx.rows(manyRows(OVER_MAX + 10)))
      const rowsBefore = await rows()
      let n = 1
      for (; ; n++) {
        const { view, lists, upkeep } = upkeepOf(device)
        await lists.page('buildings', {})
        await view.columns('buildings', false)
        const faulty = failAt(n, 'crash')
        await upkeep.run().catch(() => undefined)
        const happened = faulty.happened()
        faulty.restart()
        const next = await openDevice(user)
        expect(await names(next)).toEqual(before)
        next.satchel.close()
        if (!happened) break
      }
      expect(n).toBeGreaterThan(20)
      expect(await rows()).toEqual(rowsBefore)
    },
  )

  it('[DB10] the first page of a list comes from its head until something that it shows has changed', async () => {
    const user = newUser()
    const device = await openDevice(user)
    await device.store.transact(async (tx) => {
      await tx.putRows(manyRows(150))
      await tx.putRows([rowOf('l1', 1, { building: 'b00001', tenant: 't1', start: '2026-01-02' }, 'leases')])
    })
    const { lists, upkeep } = upkeepOf(device)
    const expected = [await lists.page('buildings', { limit: 100 }), await lists.page('leases', {})]
    await upkeep.run()
    const fresh = upkeepOf(await openDevice(user))
    expect([await fresh.lists.page('buildings', { limit: 100 }), await fresh.lists.page('leases', {})]).toEqual(
      expected,
    )
    expect(fresh.view.column('buildings')).toBeUndefined()
    expect((await fresh.lists.page('buildings', { offset: 100 })).items).toHaveLength(50)

    // Read ahead, and out of date when it is looked at.
    fresh.lists.prepare('leases')
    await device.store.transact((tx) => tx.putRows([rowOf('b00001', 2, { name: 'The Hub' })]))
    fresh.lists.touch()
    fresh.view.touch()
    expect((await fresh.lists.page('leases', {})).items[0]?.title).toBe('The Hub')
    const later = upkeepOf(await openDevice(user))
    expect((await later.lists.page('leases', {})).items[0]?.title).toBe('The Hub')
  })

  it('[DB10] a head whose reading ahead failed long ago does not fail its list', async () => {
    const device = await openDevice()
    await device.store.transact((tx) => tx.putRows(manyRows(3)))
    let isIll = true
    const run: typeof device.connection.run = (...work) =>
      isIll ? Promise.reject(new Error('no storage')) : device.connection.run(...work)
    const { lists, view } = upkeepOf({ ...device, connection: { ...device.connection, run } })
    lists.prepare('buildings')
    isIll = false
    await view.entries()
    expect((await lists.page('buildings', {})).items).toHaveLength(3)
  })
})
