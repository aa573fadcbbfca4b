import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ANA, BEN, OLU, openTestSync, START_MS, type TestSync } from './testing/open-test-sync.ts'
import { create, createDevice, pullAll, remove, type TestDevice, update } from './testing/test-device.ts'

let test: TestSync
let ana: TestDevice
let ben: TestDevice

beforeEach(async () => {
  test = await openTestSync()
  ana = createDevice(test.sync, ANA, 'ana-phone')
  ben = createDevice(test.sync, BEN, 'ben-phone')
})
afterEach(() => test.close())

const NOW = new Date(START_MS).toISOString()

describe('one result for each change', () => {
  it('[WP12] a create answers with version 1 and its seq, an update with the next', async () => {
    expect(
      await ana.push(create('buildings', 'b1', { name: 'Hub' }), update('buildings', 'b1', 1, { floors: 3 })),
    ).toEqual([
      { mutation_id: 1, ok: true, new_version: 1, seq: 1 },
      { mutation_id: 2, ok: true, new_version: 2, seq: 2 },
    ])
  })

  it('[WP12] merged brings the row when the server knows more than the sender', async () => {
    await ana.push(create('buildings', 'b1', { name: 'Hub' }), update('buildings', 'b1', 1, { floors: 3 }))
    expect(await ben.one(update('buildings', 'b1', 1, { name: 'The Hub' }))).toEqual({
      mutation_id: 1,
      ok: true,
      new_version: 3,
      seq: 3,
      merged: true,
      server_data: { name: 'The Hub', floors: 3 },
    })
  })

  it('[WP13] VERSION_CONFLICT carries the server row, the fields, and who holds them; nothing is applied', async () => {
    await ana.push(create('buildings', 'b1', { name: 'Hub', floors: 1 }))
    test.environment.advance(1000)
    await ana.push(update('buildings', 'b1', 1, { name: 'Anas Hub' }))
    const later = new Date(START_MS + 1000).toISOString()
    expect(await ben.one(update('buildings', 'b1', 1, { name: 'Bens Hub', floors: 2 }))).toEqual({
      mutation_id: 1,
      ok: false,
      code: 'VERSION_CONFLICT',
      message: expect.any(String),
      server_version: 2,
      server_data: { name: 'Anas Hub', floors: 1 },
      conflicts: ['name'],
      theirs: { name: { version: 2, updated_by: 'Ana', updated_at: later } },
      updated_by: 'Ana',
      updated_at: later,
    })
    expect((await pullAll(test.sync)).changes).toMatchObject([{ version: 2, seq: 2 }])
  })

  it('[WP13] SERVER_WINS names what lost and applies the rest', async () => {
    await ana.push(create('buildings', 'b1', { name: 'Hub' }), create('tenants', 't1', { name: 'Tom' }))
    await ana.push(create('leases', 'l1', { building: 'b1', tenant: 't1', start: '2026-01-01' }))
    await ana.push(create('payments', 'p1', { lease: 'l1', amount: 100 }), update('payments', 'p1', 1, { amount: 200 }))
    expect(await ben.one(update('payments', 'p1', 1, { amount: 300, method: 'cash' }))).toEqual({
      mutation_id: 1,
      ok: false,
      code: 'SERVER_WINS',
      message: expect.any(String),
      server_version: 3,
      server_data: { lease: 'l1', amount: 200, method: 'cash' },
      overridden: ['amount'],
      new_version: 3,
      seq: 6,
    })
    const nothing = await ben.one(update('payments', 'p1', 1, { amount: 300 }))
    expect(nothing).toMatchObject({ code: 'SERVER_WINS', server_version: 3, overridden: ['amount'] })
    expect(nothing).not.toHaveProperty('seq')
    expect(nothing).not.toHaveProperty('new_version')
  })

  it('[WP13] DELETED tells the version, who and when; a create over it needs its version', async () => {
    await ana.push(create('buildings', 'b1', { name: 'Hub' }), remove('buildings', 'b1', 1))
    const gone = { ok: false, code: 'DELETED', server_version: 2, updated_by: 'Ana', updated_at: NOW }
    expect(await ben.one(update('buildings', 'b1', 1, { name: 'X' }))).toMatchObject(gone)
    expect(await ben.one(create('buildings', 'b1', { name: 'X' }))).toMatchObject(gone)
    expect(await ben.one(create('buildings', 'b1', { name: 'X' }, 2))).toMatchObject({ ok: true, new_version: 3 })
  })

  it('[WP13] NOT_FOUND for what never was; ALREADY_EXISTS brings the row; equal data is ok', async () => {
    expect(await ana.one(update('buildings', 'b1', 1, { name: 'X' }))).toMatchObject({ ok: false, code: 'NOT_FOUND' })
    await ana.push(create('buildings', 'b1', { name: 'Hub' }))
    expect(await ben.one(create('buildings', 'b1', { name: 'Other' }))).toMatchObject({
      code: 'ALREADY_EXISTS',
      server_version: 1,
      server_data: { name: 'Hub' },
    })
    expect(await ben.one(create('buildings', 'b1', { name: 'Hub' }))).toEqual({
      mutation_id: 2,
      ok: true,
      new_version: 1,
    })
  })

  it('[WP13] [F58] MISSING_REFERENCE names the field; a reference to a deleted record is missing too', async () => {
    await ana.push(create('buildings', 'b1', { name: 'Hub' }), remove('buildings', 'b1', 1))
    const inspection = { building: 'b1', date: '2026-01-01' }
    expect(await ana.one(create('inspections', 'i1', inspection))).toMatchObject({
      code: 'MISSING_REFERENCE',
      fields: { building: 'missing_reference' },
    })
    expect((await pullAll(test.sync)).changes).toHaveLength(1)
  })

  it('[WP13] [F58] REFERENCED counts the records that point to one', async () => {
    await ana.push(create('buildings', 'b1', { name: 'Hub' }))
    await ana.push(...['i1', 'i2'].map((id) => create('inspections', id, { building: 'b1', date: '2026-01-01' })))
    expect(await ana.one(remove('buildings', 'b1', 1))).toMatchObject({ ok: false, code: 'REFERENCED', count: 2 })
    await ana.push(remove('inspections', 'i1', 1))
    expect(await ana.one(remove('buildings', 'b1', 1))).toMatchObject({ ok: false, code: 'REFERENCED', count: 1 })
    await ana.push(remove('inspections', 'i2', 1))
    expect(await ana.one(remove('buildings', 'b1', 1))).toMatchObject({ ok: true, new_version: 2 })
  })

  it('[WP13] [F56] NOT_UNIQUE names the field; a deleted or cleared value is free again', async () => {
    const mail = { name: 'Tom', email: 'tom@example.org' }
    await ana.push(create('tenants', 't1', mail))
    const taken = { ok: false, code: 'NOT_UNIQUE', fields: { email: 'not_unique' } }
    expect(await ben.one(create('tenants', 't2', mail))).toMatchObject(taken)
    await ana.push(update('tenants', 't1', 1, { email: null }))
    expect(await ben.one(create('tenants', 't2', mail))).toMatchObject({ ok: true })
    await ben.push(remove('tenants', 't2', 1))
    expect(await ana.one(update('tenants', 't1', 2, { email: 'tom@example.org' }))).toMatchObject({ ok: true })
  })

  it('[WP13] FORBIDDEN for each change of a viewer, whatever it is', async () => {
    const olu = createDevice(test.sync, OLU, 'olu-phone')
    const results = await olu.push(create('buildings', 'b1', { name: 'Hub' }), { op: 'dance' })
    expect(results.map((result) => result.code)).toEqual(['FORBIDDEN', 'FORBIDDEN'])
    expect((await pullAll(test.sync)).changes).toEqual([])
  })
})

describe('deletes and versions', () => {
  it('[WP17] [F54] a delete of nothing, a second one, and an update that changes nothing are ok without a seq', async () => {
    expect(await ana.one(remove('buildings', 'b1', 3))).toEqual({ mutation_id: 1, ok: true, new_version: 0 })
    await ana.push(create('buildings', 'b1', { name: 'Hub' }))
    expect(await ana.one(update('buildings', 'b1', 1, { name: 'Hub' }))).toEqual({
      mutation_id: 3,
      ok: true,
      new_version: 1,
    })
    await ana.push(remove('buildings', 'b1', 1))
    expect(await ana.one(remove('buildings', 'b1', 1))).toEqual({ mutation_id: 5, ok: true, new_version: 2 })
  })

  it('[WP16] a conflict resolved on the server version holds; only newly moved fields are asked again', async () => {
    await ana.push(create('buildings', 'b1', { name: 'A', address: 'A' }), update('buildings', 'b1', 1, { name: 'B' }))
    const refused = await ben.one(update('buildings', 'b1', 1, { name: 'C', address: 'C' }))
    expect(refused).toMatchObject({ code: 'VERSION_CONFLICT', conflicts: ['name'] })
    await ana.push(update('buildings', 'b1', 2, { address: 'D' }))
    expect(await ben.one(update('buildings', 'b1', 2, { name: 'C', address: 'C' }))).toMatchObject({
      code: 'VERSION_CONFLICT',
      conflicts: ['address'],
    })
    expect(await ben.one(update('buildings', 'b1', 3, { name: 'C', address: 'C' }))).toMatchObject({
      ok: true,
      new_version: 4,
    })
  })

  it('[WP15] lww goes by the device clock, corrected by its error at sending', async () => {
    await ana.push(create('tenants', 't1', { name: 'Tom', phone: '1' }))
    test.environment.advance(60_000)
    await ana.push(update('tenants', 't1', 1, { phone: '2' }))
    // Ben's clock is an hour fast: his edit was made 30 s ago, before Ana's.
    const hour = 3_600_000
    const at = (ms: number) => new Date(START_MS + 60_000 + hour + ms).toISOString()
    const change = { ...update('tenants', 't1', 1, { phone: '3' }), edited_at: at(-30_000), mutation_id: ben.nextId() }
    const reply = await ben.send({ sent_at: at(0), changes: [change] })
    expect(reply).toMatchObject({ json: expect.stringContaining('"code":"SERVER_WINS"') })
    const late = { ...update('tenants', 't1', 1, { phone: '4' }), edited_at: at(0), mutation_id: ben.nextId() }
    expect(await ben.send({ sent_at: at(0), changes: [late] })).toMatchObject({
      json: expect.stringContaining('"ok":true'),
    })
  })

  it('[WP19] a tombstone keeps its key, version, who and when, without data', async () => {
    await ana.push(create('buildings', 'b1', { name: 'Hub' }), remove('buildings', 'b1', 1))
    expect((await pullAll(test.sync)).changes).toEqual([
      { seq: 2, model: 'buildings', id: 'b1', version: 2, deleted: true, updated_at: NOW, updated_by: 'Ana' },
    ])
  })
})
