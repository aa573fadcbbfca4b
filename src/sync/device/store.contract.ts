import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { addToDigest, EMPTY_DIGEST, rowHash } from '../../../contract/digest.ts'
import type { ServerRow } from '../core/types.ts'
import { newDeviceMeta } from './device-meta.ts'
import type { SyncStore } from '../ports.ts'
import { snapshotRules } from './store-snapshot.contract.ts'
import { archivedOf, rowOf, savedOf, visibleOf } from '../testing/samples.ts'

/** A place where stores keep their data: each `connect()` is one more tab of the same device. */
export interface Place {
  connect(): SyncStore
  /** Has the store take its digests, which it would do in its own time. */
  takeDigests(): Promise<void>
  remove(): Promise<void>
}

/** What every SyncStore must keep to. @param place a new, empty one */
export function storeContract(name: string, place: () => Promise<Place>): void {
  describe(`${name} as a SyncStore`, () => {
    let here: Place
    let opened: SyncStore[]
    let store: SyncStore

    const connect = async (deviceId = 'device-1'): Promise<SyncStore> => {
      const connection = here.connect()
      opened.push(connection)
      await connection.open(newDeviceMeta(deviceId))
      return connection
    }

    beforeEach(async () => {
      here = await place()
      opened = []
      store = await connect()
    })
    afterEach(async () => {
      for (const connection of opened) connection.close()
      await here.remove()
    })

    metaRules(() => ({ store, connect }))
    outboxRules(() => ({ store, connect }))
    mirrorRules(() => ({ store, connect }))
    digestRules(
      () => ({ store, connect }),
      () => here.takeDigests(),
    )
    snapshotRules(() => ({ store, connect }))
    changeRules(() => ({ store, connect }))
  })
}

export type Given = () => { store: SyncStore; connect: (deviceId?: string) => Promise<SyncStore> }

function metaRules(given: Given): void {
  it('[EN13] a wake-up is counted in the device’s state', async () => {
    const { store } = given()
    await store.note(async (tx) => {
      await tx.putWanted({ ...(await tx.meta()), wanted: 2 })
      await tx.addEvents([{ at: '2026-11-20T10:00:00.000Z', kind: 'woken', detail: {} }])
    })
    expect(await store.read((tx) => tx.meta())).toEqual({ ...newDeviceMeta('device-1'), wanted: 2 })
    expect(await store.read((tx) => tx.events())).toMatchObject([{ kind: 'woken' }])
  })

  it('[EN1] opening a second time keeps the state that is there', async () => {
    const { store, connect } = given()
    await store.transact(async (tx) => tx.putMeta({ ...(await tx.meta()), wanted: 7 }))
    store.close()
    const again = await connect('device-2')
    expect(await again.read((tx) => tx.meta())).toEqual({ ...newDeviceMeta('device-1'), wanted: 7 })
  })

  it('[EN2] a transaction that throws stores nothing', async () => {
    const { store } = given()
    const before = await store.read((tx) => tx.meta())
    const failed = store.transact(async (tx) => {
      await tx.putMeta({ ...before, wanted: 9 })
      await tx.putRows([rowOf('b1', 1)])
      await tx.addEntries([savedOf('b1')])
      await tx.putVisible([{ key: { model: 'buildings', id: 'b1' }, row: visibleOf('b1', 1) }])
      await tx.addArchive([archivedOf(1)])
      await tx.addEvents([{ at: '2026-11-20T10:00:00.000Z', kind: 'woken', detail: {} }])
      throw new Error('stop')
    })
    await expect(failed).rejects.toThrow('stop')
    const after = await store.read(async (tx) => ({
      meta: await tx.meta(),
      rows: await tx.rows([{ model: 'buildings', id: 'b1' }]),
      entries: await tx.entries(),
      overlay: await tx.overlay(),
      archive: await tx.archive(),
      events: await tx.events(),
    }))
    expect(after).toEqual({ meta: before, rows: [undefined], entries: [], overlay: [], archive: [], events: [] })
  })

  it('[EN3] transactions run one at a time, across connections', async () => {
    const { store, connect } = given()
    const other = await connect()
    const raise = (on: SyncStore) =>
      on.transact(async (tx) => {
        const meta = await tx.meta()
        await tx.putMeta({ ...meta, wanted: meta.wanted + 1 })
      })
    await Promise.all(Array.from({ length: 10 }, (_, i) => raise(i % 2 ? store : other)))
    expect((await store.read((tx) => tx.meta())).wanted).toBe(10)
  })

  it('[EN2] a transaction reads its own writes', async () => {
    const { store } = given()
    const seen = await store.transact(async (tx) => {
      await tx.putRows([rowOf('b1', 1)])
      const [key = 0] = await tx.addEntries([savedOf('b1')])
      await tx.deleteEntries([key])
      return { rows: await tx.rows([{ model: 'buildings', id: 'b1' }]), entries: await tx.entries() }
    })
    expect(seen).toEqual({ rows: [rowOf('b1', 1)], entries: [] })
  })

  it('[EN4] the log keeps its newest 500 events, oldest first', async () => {
    const { store } = given()
    const events = Array.from({ length: 505 }, (_, n) => ({
      at: '2026-11-20T10:00:00.000Z',
      kind: 'woken',
      detail: { n },
    }))
    await store.transact((tx) => tx.addEvents(events.slice(0, 300)))
    await store.transact((tx) => tx.addEvents(events.slice(300)))
    expect(await store.read((tx) => tx.events())).toEqual(events.slice(5))
  })

  it('[EN5] the archive keeps its order and loses what is trimmed', async () => {
    const { store } = given()
    await store.transact((tx) => tx.addArchive([archivedOf(1), archivedOf(2)]))
    await store.transact((tx) => tx.addArchive([archivedOf(3)]))
    await store.transact((tx) => tx.trimArchive([2, 99]))
    expect(await store.read((tx) => tx.archive())).toEqual([archivedOf(1), archivedOf(3)])
  })
}

function outboxRules(given: Given): void {
  it('[EN6] a save puts one entry and the visible row, and reads nothing', async () => {
    const { store } = given()
    const key = await store.save(savedOf('b1'), visibleOf('b1', 0))
    expect(await store.read((tx) => tx.entries())).toEqual([{ ...savedOf('b1'), key }])
    expect(await store.read((tx) => tx.overlay())).toEqual([
      { key: { model: 'buildings', id: 'b1' }, row: visibleOf('b1', 0), saw: {} },
    ])
  })

  it('[SY1] a save tells what its author saw in the fields that it changes', async () => {
    const { store } = given()
    const base = { version: 1, values: { name: 'Hub' } }
    await store.save({ ...savedOf('b1', { name: 'Mine', floors: 2 }), op: 'update', base }, visibleOf('b1', 1))
    expect(await store.read((tx) => tx.overlay())).toMatchObject([{ saw: { name: 'Hub', floors: null } }])
  })

  it('[EN6] a save that deletes shows the record as gone', async () => {
    const { store } = given()
    await store.save({ ...savedOf('b1', {}), op: 'delete' }, null)
    expect(await store.read((tx) => tx.overlay())).toEqual([
      { key: { model: 'buildings', id: 'b1' }, row: null, saw: {} },
    ])
  })

  it('[EN7] keys rise in the order of the saves, and are never given twice', async () => {
    const { store } = given()
    const first = await Promise.all([1, 2, 3].map((n) => store.save(savedOf(`b${n}`), null)))
    await store.transact((tx) => tx.deleteEntries(first))
    const [added = 0] = await store.transact((tx) => tx.addEntries([savedOf('b4')]))
    const last = await store.save(savedOf('b5'), null)
    const keys = [...first, added, last]
    expect(keys).toEqual([...new Set(keys)].sort((a, b) => a - b))
  })

  it('[EN7] entries come by key, all or those of some records', async () => {
    const { store } = given()
    for (const id of ['b2', 'b1', 'b2', 'b3']) await store.save(savedOf(id), null)
    const ids = (entries: readonly { id: string }[]) => entries.map(({ id }) => id)
    expect(ids(await store.read((tx) => tx.entries()))).toEqual(['b2', 'b1', 'b2', 'b3'])
    const some = [
      { model: 'buildings', id: 'b3' },
      { model: 'buildings', id: 'b2' },
      { model: 'tenants', id: 'b1' },
    ]
    expect(ids(await store.read((tx) => tx.entriesOf(some)))).toEqual(['b2', 'b2', 'b3'])
  })

  it('[EN7] an entry is replaced under its key', async () => {
    const { store } = given()
    const key = await store.save(savedOf('b1'), null)
    await store.transact((tx) => tx.putEntries([{ ...savedOf('b1', { name: 'new' }), key, kind: 'open' }]))
    expect(await store.read((tx) => tx.entries())).toEqual([{ ...savedOf('b1', { name: 'new' }), key, kind: 'open' }])
  })
}

function mirrorRules(given: Given): void {
  it('[EN8] rows come in the order asked, undefined where there is none', async () => {
    const { store } = given()
    const tombstone = { ...rowOf('b3', 4, {}), deleted: true }
    await store.transact((tx) => tx.putRows([rowOf('b1', 1), rowOf('b1', 2, { name: 'tenant' }, 'tenants'), tombstone]))
    const keys = [
      { model: 'buildings', id: 'b3' },
      { model: 'buildings', id: 'b2' },
      { model: 'tenants', id: 'b1' },
      { model: 'buildings', id: 'b1' },
    ]
    const rows = await store.read((tx) => tx.rows(keys))
    expect(rows).toEqual([tombstone, undefined, rowOf('b1', 2, { name: 'tenant' }, 'tenants'), rowOf('b1', 1)])
  })

  it('[EN8] the overlay lies beside the rows and goes when it is taken away', async () => {
    const { store } = given()
    const key = { model: 'buildings', id: 'b1' }
    await store.transact(async (tx) => {
      await tx.putRows([rowOf('b1', 1)])
      await tx.putVisible([{ key, row: visibleOf('b1', 1, { name: 'mine' }) }])
    })
    expect(await store.read((tx) => tx.rows([key]))).toEqual([rowOf('b1', 1)])
    await store.transact((tx) => tx.putVisible([{ key, row: undefined }]))
    expect(await store.read((tx) => tx.overlay())).toEqual([])
  })
}

function digestRules(given: Given, takeDigests: () => Promise<void>): void {
  const digestOf = (rows: readonly ServerRow[]) =>
    rows.reduce(
      (digest, { model, id, version, data }) => addToDigest(digest, rowHash(model, id, version, data)),
      EMPTY_DIGEST,
    )

  it('[WP27] the digests cover live server rows, whatever the overlay says', async () => {
    const { store } = given()
    await store.transact(async (tx) => {
      await tx.putRows([rowOf('b1', 1), rowOf('b2', 3), { ...rowOf('b3', 4, {}), deleted: true }])
      await tx.putVisible([{ key: { model: 'buildings', id: 'b1' }, row: null }])
    })
    await takeDigests()
    const buildings = digestOf([rowOf('b1', 1), rowOf('b2', 3)])
    expect(await store.read((tx) => tx.digests())).toEqual({ buildings })
  })

  it('[WP27] once taken they follow every row, until they are forgotten', async () => {
    const { store } = given()
    await store.transact((tx) => tx.putRows([rowOf('b1', 1), rowOf('b2', 3)]))
    await takeDigests()
    const changed = { ...rowOf('b1', 2), data: { name: 'Other' } }
    const digests = await store.transact(async (tx) => {
      await tx.putRows([changed, rowOf('b4', 1), rowOf('t1', 1, { name: 'T' }, 'tenants')])
      await tx.putRows([{ ...rowOf('b2', 4, {}), deleted: true }])
      return tx.digests()
    })
    const tenants = digestOf([rowOf('t1', 1, { name: 'T' }, 'tenants')])
    expect(digests).toEqual({ buildings: digestOf([changed, rowOf('b4', 1)]), tenants })
    await store.transact((tx) => tx.forgetDigests())
    await takeDigests()
    expect(await store.read((tx) => tx.digests())).toEqual(digests)
  })
}

function changeRules(given: Given): void {
  it('[EN11] listeners hear of saves and transactions, also from another connection, until they leave', async () => {
    const { store, connect } = given()
    const other = await connect()
    const heard = () => new Promise<void>((resolve) => void store.onChange(() => resolve()))
    const first = heard()
    await other.save(savedOf('b1'), null)
    await first
    const second = heard()
    await store.transact(async (tx) => tx.putMeta({ ...(await tx.meta()), wanted: 1 }))
    await second

    let calls = 0
    store.onChange(() => calls++)()
    const third = heard()
    await store.save(savedOf('b2'), null)
    await third
    expect(calls).toBe(0)
  })

  it('[EN11] of a save its own connection hears that it is one', async () => {
    const { store, connect } = given()
    const other = await connect()
    const [here, there]: [boolean[], boolean[]] = [[], []]
    store.onChange((_, isOwnSave) => here.push(isOwnSave))
    other.onChange((_, isOwnSave) => there.push(isOwnSave))
    await store.save(savedOf('b1'), null)
    await store.transact(async (tx) => tx.putMeta(await tx.meta()))
    await vi.waitFor(() => expect([here.length, there.length > 1]).toEqual([2, true]))
    expect(here).toEqual([true, false])
    expect(there).not.toContain(true)
  })
}
