import 'fake-indexeddb/auto'
import { describe, expect, it, vi } from 'vitest'
import { createConnection } from './connection.ts'
import { exportAll, exportEverything } from './export-all.ts'
import { databaseName, ownerOf } from './schema.ts'
import { around, failAt } from './testing/faulty-idb.ts'
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

  it('[F27] storage lost on the way is opened again: the export is complete', async () => {
    const user = newUser()
    const { satchel } = await openDevice(user)
    await satchel.localCreate('buildings', 'b1', { name: 'The Hub' })
    await satchel.putDraft('buildings', 'b2', { values: { name: 'Half' } })
    await satchel.pendingCount()
    const whole = await exportAll(user, 'demo')
    expect(whole).toMatchObject({
      outbox: [{ id: 'b1' }],
      local: [{ id: 'b1' }],
      drafts: [{ id: 'b2' }],
      unreadable: {},
    })
    for (const n of [1, 2, 3]) {
      const storage = failAt(n, 'lost')
      // oxlint-disable-next-line no-await-in-loop -- one fault after the other
      const read = await exportAll(user, 'demo')
      storage.restart()
      expect(storage.happened()).toBe(true)
      expect(read).toEqual(whole)
    }
  })

  it('[F27] storage that cannot be opened again gives what was read before, and says what it did not', async () => {
    const user = newUser()
    const { satchel } = await openDevice(user)
    await satchel.localCreate('buildings', 'b1', { name: 'The Hub' })
    await satchel.pendingCount()
    const storage = failAt(2, 'crash')
    const { outbox, unreadable } = await exportAll(user, 'demo')
    storage.restart()
    expect(outbox).toMatchObject([{ id: 'b1' }])
    expect(unreadable).toEqual({ local: 1, drafts: 1 })
  })

  it('[DB8] nothing is created where there is nothing', async () => {
    const user = newUser()
    await expect(exportAll(user, 'demo')).rejects.toMatchObject({ name: 'AbortError' })
    expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(createConnection(user, 'demo').name)
  })

  it('[DB21] everything of everybody is found without the directory; what cannot be read is left out', async () => {
    const [ana, ben] = [newUser(), `${newUser()}:with a colon`]
    for (const user of [ana, ben]) {
      // oxlint-disable-next-line no-await-in-loop -- two
      const { satchel } = await openDevice(user)
      // oxlint-disable-next-line no-await-in-loop -- two
      await satchel.localCreate('buildings', 'b1', { name: user })
    }
    const idle = newUser()
    await openDevice(idle)
    const found = async () => (await exportEverything()).map(({ userId }) => userId)
    expect(await found()).toEqual(expect.arrayContaining([ana, ben]))
    expect(await found()).not.toContain(idle)
    const undo = around(IDBFactory.prototype, ['open'], (_target, call, _method, [name]) => {
      if (name === databaseName(ana, 'demo')) throw new DOMException('corrupt', 'UnknownError')
      return call()
    })
    expect(await found()).toContain(ben)
    expect(await found()).not.toContain(ana)
    undo()
  })

  it('[DB21] a database that cannot be opened still gives the saves that were cut off', async () => {
    const user = newUser()
    const stored = new Map<string, string>()
    const storage = {
      get length() {
        return stored.size
      },
      key: (n: number) => [...stored.keys()][n] ?? null,
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, text: string) => void stored.set(key, text),
      removeItem: (key: string) => void stored.delete(key),
    }
    vi.stubGlobal('localStorage', storage)
    const entry = { model: 'buildings', id: 'b1', editedAt: '2026-11-20T10:00:00.000Z' }
    stored.set(`${databaseName(user, 'demo')} save x`, JSON.stringify({ entry, visible: null }))
    const found = await exportEverything()
    vi.unstubAllGlobals()
    expect(found.filter(({ userId }) => userId === user)).toMatchObject([
      {
        journal: [{ entry, visible: null }],
        unreadable: { database: 1 },
      },
    ])
  })

  it('[DB21] only our databases have an owner', () => {
    expect(ownerOf(databaseName('a:b', 'c d'))).toEqual({ userId: 'a:b', scope: 'c d' })
    for (const name of ['satchel', 'satchel:a', 'other:a:b', 'satchel:a:b:c']) expect(ownerOf(name)).toBeUndefined()
  })
})
