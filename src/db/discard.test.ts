import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import { EntryInFlight, HasChildren, NoSuchEntry } from '../sync/errors.ts'
import { newUser, openDevice, present, type TestDevice } from './testing/open-device.ts'

/** A new building with a lease and a payment of it, an older lease that was moved to it, and a tenant that has to do with none. */
async function given() {
  const device = await openDevice()
  const { satchel, store } = device
  await store.transact((tx) =>
    tx.putRows([
      {
        ...{ model: 'leases', id: 'old', version: 1, deleted: false, updatedAt: '', updatedBy: 'Ben' },
        data: { building: 'b0', tenant: 't0', start: '2026-01-01' },
      },
    ]),
  )
  await satchel.localCreate('payments', 'p1', { lease: 'l1', amount: 100 })
  await satchel.localCreate('leases', 'l1', { building: 'b1', tenant: 't1', start: '2026-01-02' })
  await satchel.localCreate('buildings', 'b1', { name: 'Mill' })
  await satchel.localCreate('tenants', 't1', { name: 'Ana' })
  const seen = present(await satchel.localGet('leases', 'old'))
  await satchel.localUpdate('leases', 'old', { building: 'b1' }, { seen })
  return device
}

const keyOf = async ({ satchel }: TestDevice, id: string) =>
  present((await satchel.pendingChanges()).find((change) => change.id === id)).key
const waiting = async ({ satchel }: TestDevice) => (await satchel.pendingChanges()).map(({ id }) => id)
const ids = (changes: readonly { readonly id: string }[]) => changes.map(({ id }) => id)

describe('what refers to a record that is only here', () => {
  it('[OR10] [DB16] is told, directly or through each other, and only for a create', async () => {
    const device = await given()
    const { satchel } = device
    expect(ids(await satchel.childrenOf(await keyOf(device, 'b1')))).toEqual(['p1', 'l1', 'old'])
    expect(ids(await satchel.childrenOf(await keyOf(device, 'l1')))).toEqual(['p1'])
    expect(await satchel.childrenOf(await keyOf(device, 'old'))).toEqual([])
    await expect(satchel.childrenOf(999)).rejects.toBeInstanceOf(NoSuchEntry)
  })

  it('[DB16] keeps it from being discarded alone', async () => {
    const device = await given()
    const before = await waiting(device)
    await expect(device.satchel.discard(await keyOf(device, 'b1'))).rejects.toBeInstanceOf(HasChildren)
    expect(await waiting(device)).toEqual(before)
  })

  it('[DB16] goes with it if a person says so; nothing else does', async () => {
    const device = await given()
    const { satchel } = device
    const key = await keyOf(device, 'l1')
    await satchel.putChoices(key, { start: 'mine' })
    await satchel.discard(await keyOf(device, 'b1'), { withChildren: true })
    expect(await waiting(device)).toEqual(['t1'])
    expect(await satchel.localGet('leases', 'old')).toMatchObject({ data: { building: 'b0' } })
    expect([await satchel.localGet('leases', 'l1'), await satchel.localGet('payments', 'p1')]).toEqual([
      undefined,
      undefined,
    ])
    await expect.poll(() => satchel.getChoices(key)).toBeUndefined()
    const discarded = (await satchel.events()).filter(({ kind }) => kind === 'discarded')
    expect(discarded.map(({ detail }) => detail['id']).sort()).toEqual(['b1', 'l1', 'old', 'p1'])
  })

  it('[DB16] [DB11] all or none: one of them that is on its way stays, and so do the others', async () => {
    const device = await given()
    await device.store.transact(async (tx) => {
      const entry = present((await tx.entries()).find(({ id }) => id === 'p1'))
      await tx.putEntries([{ ...entry, kind: 'sealed', mutationId: 1, body: '{}', retries: 0 }])
    })
    const before = await waiting(device)
    const key = await keyOf(device, 'b1')
    await expect(device.satchel.discard(key, { withChildren: true })).rejects.toBeInstanceOf(EntryInFlight)
    expect(await waiting(device)).toEqual(before)
  })

  it('[F30] [DB11] all that waits goes at once, or, if some of it is on its way, nothing', async () => {
    const device = await given()
    const { satchel, store } = device
    const before = await waiting(device)
    const entry = present((await store.read((tx) => tx.entries())).find(({ id }) => id === 't1'))
    await store.transact((tx) => tx.putEntries([{ ...entry, kind: 'sealed', mutationId: 1, body: '{}', retries: 0 }]))
    await expect(satchel.discardEverything()).rejects.toBeInstanceOf(EntryInFlight)
    expect(await waiting(device)).toEqual(before)
    await store.transact((tx) => tx.putEntries([entry]))
    await satchel.discardEverything()
    expect(await waiting(device)).toEqual([])
    expect(await satchel.localGet('leases', 'old')).toMatchObject({ data: { building: 'b0' } })
    expect(await satchel.localGet('buildings', 'b1')).toBeUndefined()
    expect((await satchel.events()).filter(({ kind }) => kind === 'discarded')).toHaveLength(before.length)
  })

  it('[DB16] several saves of one record that are not folded yet go together', async () => {
    const device = await given()
    await device.satchel.pendingCount()
    const again = await device.store.read((tx) => tx.entries())
    const { key: _, ...lease } = present(again.find(({ id }) => id === 'l1'))
    await device.store.transact(async (tx) => {
      await tx.addEntries([
        { ...lease, kind: 'saved', op: 'update', patch: { rent: 5 }, base: { version: 0, values: {} } },
      ])
    })
    await device.satchel.discard(await keyOf(device, 'b1'), { withChildren: true })
    expect(await waiting(device)).toEqual(['t1'])
  })
})

describe('a change that was discarded and is typed again over what was seen', () => {
  const mill = { model: 'buildings', id: 'b1', version: 1, deleted: false, updatedAt: '', updatedBy: 'Ben' } as const
  const typedOver = async (theirs: object) => {
    const { satchel, store } = await openDevice()
    await store.transact((tx) => tx.putRows([{ ...mill, data: { name: 'Mill' } }]))
    const seen = present(await satchel.localGet('buildings', 'b1'))
    await satchel.localUpdate('buildings', 'b1', { name: 'New mill' }, { seen })
    await store.transact((tx) => tx.putRows([{ ...mill, version: 2, data: { name: 'Old mill' }, ...theirs }]))
    const [before] = await satchel.pendingChanges()
    await satchel.discard(present(before).key)
    expect(await satchel.pendingChanges()).toEqual([])
    await satchel.localUpdate('buildings', 'b1', { name: 'New mill' }, { seen, asks: true })
    const [after] = await satchel.pendingChanges()
    return { before: present(before), after: present(after) }
  }

  it('[DB16] is the same question again', async () => {
    const { before, after } = await typedOver({})
    expect(after).toMatchObject({ group: 'review', reason: { kind: 'conflict', fields: ['name'] }, baseVersion: 1 })
    expect(after.patch).toEqual(before.patch)
  })

  it('[DB16] is it also where the record was deleted', async () => {
    const { after } = await typedOver({ deleted: true, data: {} })
    expect(after).toMatchObject({ group: 'review', reason: { kind: 'deleted' }, patch: { name: 'New mill' } })
  })
})

it('[DB1] [DB10] a record that refers to what is deleted only here keeps its name, in lists, by id and among what waits', async () => {
  const user = newUser()
  const device = await openDevice(user)
  const { satchel, store } = device
  const row = { version: 1, deleted: false, updatedAt: '', updatedBy: 'Ben' }
  await store.transact((tx) =>
    tx.putRows([
      { ...row, model: 'buildings', id: 'b1', data: { name: 'Mill' } },
      { ...row, model: 'tenants', id: 't1', data: { name: 'Ana' } },
      { ...row, model: 'leases', id: 'l1', data: { building: 'b1', tenant: 't1', start: '2026-01-02' } },
      { ...row, model: 'payments', id: 'p1', data: { lease: 'l1', amount: 100 } },
    ]),
  )
  const titles = async (of: TestDevice) => [
    (await of.satchel.localList('leases')).items.map(({ title }) => title),
    (await of.satchel.localList('payments')).items.map(({ title }) => title),
    await of.satchel.titleOf('leases', 'l1'),
  ]
  const whole = [['Mill · Ana'], ['Mill · Ana'], 'Mill · Ana']
  expect(await titles(device)).toEqual(whole)
  await satchel.localDelete('buildings', 'b1', { seen: present(await satchel.localGet('buildings', 'b1')) })
  expect(await titles(device)).toEqual(whole)
  expect((await satchel.localList('leases')).items[0]?.titles).toEqual({ 'buildings/b1': 'Mill', 'tenants/t1': 'Ana' })
  // Nobody has looked at a list there.
  expect(await (await openDevice(user)).satchel.titleOf('payments', 'p1')).toBe('Mill · Ana')
  expect(await (await openDevice(user)).satchel.titleOf('buildings', 'b1')).toBeUndefined()
  expect(await titles(await openDevice(user))).toEqual(whole)
  // It is gone all the same.
  expect(await satchel.titleOf('buildings', 'b1')).toBeUndefined()
  const lease = present(await satchel.localGet('leases', 'l1'))
  await satchel.localUpdate('leases', 'l1', { rent: 100 }, { seen: lease })
  expect((await satchel.pendingChanges()).map(({ label }) => label)).toEqual(['Mill', 'Mill · Ana'])
  await store.transact((tx) =>
    tx.putRows([{ ...row, model: 'buildings', id: 'b1', version: 2, deleted: true, data: {} }]),
  )
  await satchel.discard(await keyOf(device, 'b1'))
  expect((await titles(device))[0]).toEqual(['Ana'])
})
