import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import { createConnection } from './connection.ts'
import { exportAll } from './export-all.ts'
import { around } from './testing/faulty-idb.ts'
import { newUser, openDevice } from './testing/open-device.ts'

describe('exportAll', () => {
  it('[DB8] gives everything that waits, drafts included', async () => {
    const user = newUser()
    const { satchel } = await openDevice(user)
    await satchel.localCreate('buildings', 'b1', { name: 'The Hub' })
    await satchel.putDraft('buildings', 'b2', { values: { name: 'Half' } })
    await satchel.pendingCount()
    const { outbox, local, drafts, unreadable } = await exportAll(user, 'demo')
    expect(outbox).toMatchObject([{ model: 'buildings', id: 'b1', op: 'create', patch: { name: 'The Hub' } }])
    expect(local).toMatchObject([{ id: 'b1', row: { data: { name: 'The Hub' } } }])
    expect(drafts).toEqual([{ model: 'buildings', id: 'b2', draft: { values: { name: 'Half' } } }])
    expect(unreadable).toEqual({})
  })

  it('[DB8] a damaged record does not hide the others', async () => {
    const user = newUser()
    const { satchel } = await openDevice(user)
    for (const id of ['b1', 'b2', 'b3']) await satchel.localCreate('buildings', id, { name: id })
    await satchel.pendingCount()
    const damaged = () => {
      throw new DOMException('corrupt', 'UnknownError')
    }
    const undo = [
      around(IDBObjectStore.prototype, ['getAll'], damaged),
      around(IDBObjectStore.prototype, ['get'], (_target, call, _method, [key]) => (key === 2 ? damaged() : call())),
    ]
    const { outbox, local, unreadable } = await exportAll(user, 'demo')
    for (const back of undo) back()
    expect(outbox).toMatchObject([{ id: 'b1' }, { id: 'b3' }])
    expect(local).toHaveLength(3)
    expect(unreadable).toEqual({ outbox: 1 })
  })

  it('[DB8] nothing is created where there is nothing', async () => {
    const user = newUser()
    await expect(exportAll(user, 'demo')).rejects.toMatchObject({ name: 'AbortError' })
    expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(createConnection(user, 'demo').name)
  })
})
