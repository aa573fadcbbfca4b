import 'fake-indexeddb/auto'
import { Dexie } from 'dexie'
import { describe, expect, it } from 'vitest'
import { SCHEMA } from '../../contract/models/index.ts'
import { exportFile } from '../sync/device/export-file.ts'
import { newUser, openDevice, present, type TestDevice } from './testing/open-device.ts'

/** A building that the server has, an edit of it, a new one, a half-typed form; and what is exported of it. */
async function given(user = newUser()) {
  const device = await openDevice(user)
  await serverHas(device, 1, 'Hub')
  const seen = present(await device.satchel.localGet('buildings', 'b1'))
  await device.satchel.localUpdate('buildings', 'b1', { name: 'The Hub' }, { seen })
  await device.satchel.localCreate('buildings', 'b2', { name: 'Mill', floors: 3 })
  await device.satchel.putDraft('buildings', 'b3', { values: { name: 'Half' } })
  await device.satchel.pendingCount()
  const file = exportFile([await device.satchel.exportAll()], '2026-11-20T12:00:00.000Z')
  return { user, device, file }
}

/** The same person's storage, cleared: another phone, or the installed app. */
async function emptied({ user, device }: { user: string; device: TestDevice }): Promise<TestDevice> {
  device.satchel.close()
  await Dexie.delete(device.connection.name)
  return openDevice(user)
}

function serverHas({ store }: TestDevice, version: number, name: string): Promise<void> {
  const row = { model: 'buildings', id: 'b1', version, deleted: false, updatedAt: '', updatedBy: 'Ben' }
  return store.transact((tx) => tx.putRows([{ ...row, data: { name } }]))
}

const waiting = async ({ satchel }: TestDevice) =>
  (await satchel.pendingChanges()).map(({ id, op, group, patch }) => ({ id, op, group, patch }))

describe('a file of “Export all”', () => {
  it('[DB20] is taken in as ordinary edits, drafts included; told first, then done', async () => {
    const before = await given()
    const device = await emptied(before)
    await serverHas(device, 1, 'Hub')
    const plan = present(await device.satchel.importAll(before.file, { isDryRun: true }))
    expect(plan).toMatchObject({
      added: [
        { id: 'b1', op: 'update', label: 'The Hub', needsReview: false },
        { id: 'b2', op: 'create', label: 'Mill', needsReview: false },
      ],
      ...{ waits: [], here: 0, drafts: 1, unusable: [], foreign: 0 },
    })
    expect(await waiting(device)).toEqual([])
    expect(await device.satchel.getDraft('buildings', 'b3')).toBeUndefined()

    expect(await device.satchel.importAll(before.file, { isDryRun: false })).toEqual(plan)
    expect(await waiting(device)).toEqual([
      { id: 'b1', op: 'update', group: 'ready', patch: { name: 'The Hub' } },
      { id: 'b2', op: 'create', group: 'ready', patch: { name: 'Mill', floors: 3 } },
    ])
    expect(await device.satchel.localGet('buildings', 'b1')).toMatchObject({ data: { name: 'The Hub' } })
    expect(await device.satchel.getDraft('buildings', 'b3')).toEqual({ values: { name: 'Half' } })
    expect(device.wakes).toContain('decided')
    expect((await device.satchel.events()).map(({ kind }) => kind)).toContain('imported')
  })

  it('[DB20] [IM3] a second time adds nothing, nor on the device that it came from', async () => {
    const before = await given()
    const nothing = { added: [], waits: [], here: 2, drafts: 0 }
    expect(await before.device.satchel.importAll(before.file, { isDryRun: false })).toMatchObject(nothing)
    const device = await emptied(before)
    await serverHas(device, 1, 'Hub')
    await device.satchel.importAll(before.file, { isDryRun: false })
    expect(await device.satchel.importAll(before.file, { isDryRun: false })).toMatchObject(nothing)
    expect(await waiting(device)).toHaveLength(2)
  })

  it('[DB20] [IM2] [IM4] overwrites neither what others changed since nor what waits here', async () => {
    const before = await given()
    const device = await emptied(before)
    await serverHas(device, 4, 'Hub of Ben')
    await device.satchel.localCreate('buildings', 'b2', { name: 'Another mill' })
    await device.satchel.putDraft('buildings', 'b3', { values: { name: 'Mine' } })
    expect(await device.satchel.importAll(before.file, { isDryRun: false })).toMatchObject({
      added: [{ id: 'b1', needsReview: true }],
      waits: [{ id: 'b2', label: 'Mill' }],
      drafts: 0,
    })
    expect(await waiting(device)).toMatchObject([
      { id: 'b2', patch: { name: 'Another mill' } },
      { id: 'b1', group: 'review' },
    ])
    expect(await device.satchel.getDraft('buildings', 'b3')).toEqual({ values: { name: 'Mine' } })
  })

  it('[DB20] [F31] another person’s part is left out', async () => {
    const { file } = await given()
    const other = await openDevice()
    expect(await other.satchel.importAll(file, { isDryRun: false })).toMatchObject({ added: [], drafts: 0, foreign: 3 })
    expect(await waiting(other)).toEqual([])
  })

  it('[DB20] what is damaged, invalid or newer is told and holds up nothing; a text that is no export is refused', async () => {
    const { satchel, connection } = await openDevice()
    const change = { model: 'buildings', op: 'create', base: { version: 0, values: {} }, schema: SCHEMA }
    const good = { ...change, id: 'b1', patch: { name: 'Mill' }, editedAt: '2026-11-20T10:00:00.000Z' }
    const outbox = [
      good,
      'rubbish',
      { ...good, id: 'b2', patch: { name: '' } },
      { ...good, id: 'b3', model: 'ships' },
      { ...good, id: 'b4', schema: SCHEMA + 1 },
      { ...good, id: '__proto__' },
    ]
    const part = { userId: connection.userId, scope: 'demo', local: [], drafts: [], journal: [], unreadable: {} }
    const file = exportFile([{ ...part, outbox }], '2026-11-20T12:00:00.000Z')
    expect(await satchel.importAll(file, { isDryRun: false })).toMatchObject({
      added: [{ id: 'b1' }],
      unusable: [
        { kind: 'unreadable' },
        { kind: 'invalid', id: 'b2', fields: { name: 'required' } },
        { kind: 'newer', model: 'ships' },
        { kind: 'newer', model: 'buildings' },
        { kind: 'unreadable' },
      ],
    })
    for (const text of ['', '{}', '[]', 'PK', '{"satchel":"export","format":2,"devices":[]}']) {
      // oxlint-disable-next-line no-await-in-loop -- a few
      expect(await satchel.importAll(text, { isDryRun: true })).toBeUndefined()
    }
  })

  it('[DB20] [IM5] where the entry was damaged, what was seen is taken in; a save that was cut off too, once', async () => {
    const before = await given()
    const part = await before.device.satchel.exportAll()
    const [mine, made] = part.outbox
    const file = exportFile([{ ...part, outbox: [], journal: [{ entry: made, visible: null }] }], '')
    const again = exportFile([{ ...part, outbox: [mine, made], journal: [{ entry: made, visible: null }] }], '')
    const device = await emptied(before)
    await serverHas(device, 1, 'Hub')
    expect(await device.satchel.importAll(again, { isDryRun: true })).toMatchObject({ added: [{}, {}], here: 0 })
    expect(await device.satchel.importAll(file, { isDryRun: false })).toMatchObject({
      added: [
        { id: 'b2', op: 'create' },
        { id: 'b1', op: 'update', label: 'The Hub' },
      ],
    })
  })

  it('[DB20] a record is named after what the same file holds', async () => {
    const user = newUser()
    const before = await openDevice(user)
    await before.satchel.localCreate('buildings', 'b1', { name: 'Mill' })
    await before.satchel.localCreate('leases', 'l1', { building: 'b1', tenant: 't1', start: '2026-12-01' })
    const file = exportFile([await before.satchel.exportAll()], '')
    const { satchel } = await emptied({ user, device: before })
    expect(await satchel.importAll(file, { isDryRun: true })).toMatchObject({
      added: [{ label: 'Mill' }, { model: 'leases', label: 'Mill' }],
    })
  })

  it('[DB20] a record is named after what is on this device, where the file does not hold it', async () => {
    const user = newUser()
    const before = await openDevice(user)
    await before.satchel.localCreate('buildings', 'b2', { name: 'Mill' })
    await before.satchel.localCreate('leases', 'l1', { building: 'b2', tenant: 't1', start: '2026-12-01' })
    await before.satchel.localCreate('leases', 'l2', { building: 'b1', tenant: 't1', start: '2026-12-01' })
    const file = exportFile([await before.satchel.exportAll()], '')
    const device = await emptied({ user, device: before })
    await serverHas(device, 1, 'Hub')
    const row = { model: 'tenants', id: 't1', version: 1, deleted: false, updatedAt: '', updatedBy: 'Ben' }
    await device.store.transact((tx) => tx.putRows([{ ...row, data: { name: 'Mara Quill' } }]))
    const labels = ['Mill', 'Mill · Mara Quill', 'Hub · Mara Quill']
    expect(present(await device.satchel.importAll(file, { isDryRun: true })).added.map(({ label }) => label)).toEqual(
      labels,
    )
    await device.satchel.importAll(file, { isDryRun: false })
    expect((await device.satchel.pendingChanges()).map(({ label }) => label)).toEqual(labels)
  })

  it('[DB20] a save that was cut off does not stand above what was entered after it', async () => {
    const { satchel, connection } = await openDevice()
    const change = { model: 'buildings', id: 'b1', op: 'create', base: { version: 0, values: {} }, schema: SCHEMA }
    const later = { ...change, patch: { name: 'New' }, editedAt: '2026-11-20T10:00:02.000Z' }
    const cutOff = { ...change, patch: { name: 'Old', floors: 3 }, editedAt: '2026-11-20T10:00:01.000Z' }
    const part = { userId: connection.userId, scope: 'demo', local: [], drafts: [], unreadable: {} }
    const file = exportFile([{ ...part, outbox: [later], journal: [{ entry: cutOff, visible: null }] }], '')
    await satchel.importAll(file, { isDryRun: false })
    expect((await satchel.pendingChanges()).map(({ patch }) => patch)).toEqual([{ name: 'New', floors: 3 }])
  })
})
