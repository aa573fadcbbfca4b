import { expect, it } from 'vitest'
import type { Given } from './store.contract.ts'
import { archivedOf, rowOf, savedOf, visibleOf } from '../testing/samples.ts'

/** The part of the suite that is about snapshots. */
export function snapshotRules(given: Given): void {
  const keys = ['b1', 'b2', 'b3', 'b4'].map((id) => ({ model: 'buildings', id }))

  it('[EN9] a finished snapshot is the mirror; rows that it did not name are gone', async () => {
    const { store } = given()
    await store.transact((tx) => tx.putRows([rowOf('b1', 1), rowOf('b3', 1)]))
    await store.transact((tx) => tx.beginSnapshot())
    await store.transact((tx) => tx.putSnapshotRows([rowOf('b1', 5), rowOf('b2', 1)]))
    await store.transact((tx) => tx.putSnapshotRows([rowOf('b4', 2)]))
    expect(await store.transact((tx) => tx.snapshotMisses())).toEqual([{ model: 'buildings', id: 'b3' }])
    expect(await store.transact((tx) => tx.endSnapshot())).toBe(1)
    expect(await store.read((tx) => tx.rows(keys))).toEqual([rowOf('b1', 5), rowOf('b2', 1), undefined, rowOf('b4', 2)])
  })

  it('[EN9] until it ends, the mirror that was there answers', async () => {
    const { store } = given()
    await store.transact((tx) => tx.putRows([rowOf('b1', 1)]))
    await store.transact(async (tx) => {
      await tx.beginSnapshot()
      await tx.putSnapshotRows([rowOf('b1', 5)])
    })
    expect(await store.read((tx) => tx.rows(keys.slice(0, 1)))).toEqual([rowOf('b1', 1)])
  })

  it('[EN10] a row written after it began stays, named or not', async () => {
    const { store } = given()
    await store.transact((tx) => tx.beginSnapshot())
    await store.transact((tx) => tx.putRows([rowOf('b1', 6), rowOf('b3', 1)]))
    await store.transact((tx) => tx.putSnapshotRows([rowOf('b1', 5), rowOf('b2', 1)]))
    await store.transact((tx) => tx.putRows([rowOf('b2', 2)]))
    expect(await store.transact((tx) => tx.snapshotMisses())).toEqual([])
    await store.transact((tx) => tx.endSnapshot())
    expect(await store.read((tx) => tx.rows(keys))).toEqual([rowOf('b1', 6), rowOf('b2', 2), rowOf('b3', 1), undefined])
  })

  it('[EN10] a snapshot begun again forgets the one before', async () => {
    const { store } = given()
    await store.transact(async (tx) => {
      await tx.putRows([rowOf('b3', 1)])
      await tx.beginSnapshot()
      await tx.putRows([rowOf('b4', 1)])
      await tx.putSnapshotRows([rowOf('b1', 1)])
    })
    await store.transact((tx) => tx.beginSnapshot())
    await store.transact((tx) => tx.putSnapshotRows([rowOf('b2', 1)]))
    await store.transact((tx) => tx.endSnapshot())
    expect(await store.read((tx) => tx.rows(keys))).toEqual([undefined, rowOf('b2', 1), undefined, undefined])
  })

  it('[EN10] a snapshot under way goes on from another connection', async () => {
    const { store, connect } = given()
    await store.transact(async (tx) => {
      await tx.beginSnapshot()
      await tx.putSnapshotRows([rowOf('b1', 1)])
    })
    store.close()
    const other = await connect()
    await other.transact((tx) => tx.putSnapshotRows([rowOf('b2', 1)]))
    await other.transact((tx) => tx.endSnapshot())
    expect(await other.read((tx) => tx.rows(keys.slice(0, 2)))).toEqual([rowOf('b1', 1), rowOf('b2', 1)])
  })

  it('[EN9] entries, overlay, archive and log are not touched', async () => {
    const { store } = given()
    await store.save(savedOf('b9'), visibleOf('b9', 0))
    const event = { at: '2026-11-20T10:00:00.000Z', kind: 'woken', detail: {} }
    await store.transact(async (tx) => {
      await tx.addArchive([archivedOf(1)])
      await tx.addEvents([event])
    })
    const rest = () =>
      store.read(async (tx) => [await tx.entries(), await tx.overlay(), await tx.archive(), await tx.events()])
    const before = await rest()
    await store.transact(async (tx) => {
      await tx.beginSnapshot()
      await tx.endSnapshot()
    })
    expect(await rest()).toEqual(before)
  })
}
