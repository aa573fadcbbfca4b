import 'fake-indexeddb/auto'
import { afterEach, describe, expect, it } from 'vitest'
import { damage } from './testing/faulty-idb.ts'
import { newUser, openDevice } from './testing/open-device.ts'

// One draft of the storage cannot be read: Chromium's "Failed to read large IndexedDB value".

const undo: (() => void)[] = []
afterEach(() => {
  for (const back of undo.splice(0)) back()
})

const damaged = (store: string, key: IDBValidKey): void => void undo.push(damage(store, key))

describe('a draft that cannot be read', () => {
  it('[DB23] [F5] does not hide the others', async () => {
    const { satchel } = await openDevice(newUser())
    for (const id of ['d1', 'd2', 'd3']) await satchel.putDraft('buildings', id, { values: { name: id } })
    damaged('drafts', ['buildings', 'd2'])
    expect([...(await satchel.drafts('buildings')).keys()]).toEqual(['d1', 'd3'])
    await satchel.putDraft('buildings', 'd2', { values: { name: 'again' } })
    expect((await satchel.drafts('buildings')).size).toBe(3)
  })

  it('[DB23] where none can be read it is the storage, which is told', async () => {
    const { satchel } = await openDevice(newUser())
    await satchel.putDraft('buildings', 'd1', { values: { name: 'd1' } })
    damaged('drafts', ['buildings', 'd1'])
    await expect(satchel.drafts('buildings')).rejects.toMatchObject({ name: 'StorageUnavailable' })
  })
})
