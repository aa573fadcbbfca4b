import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defineModel } from '../../contract/model.ts'
import { createRegistry } from '../../contract/registry.ts'
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

  it('[WP13] MISSING_REFERENCE names the field; a reference to a deleted record is missing too', async () => {
    await ana.push(create('buildings', 'b1', { name: 'Hub' }), remove('buildings', 'b1', 1))
    const inspection = { building: 'b1', date: '2026-01-01' }
    expect(await ana.one(create('inspections', 'i1', inspection))).toMatchObject({
      code: 'MISSING_REFERENCE',
      fields: { building: 'missing_reference' },
    })
    expect((await pullAll(test.sync)).changes).toHaveLength(1)
  })

  it('[WP13] REFERENCED counts the records that point to one', async () => {
    await ana.push(create('buildings', 'b1', { name: 'Hub' }))
    await ana.push(...['i1', 'i2'].map((id) => create('inspections', id, { building: 'b1', date: '2026-01-01' })))
    expect(await ana.one(remove('buildings', 'b1', 1))).toMatchObject({ ok: false, code: 'REFERENCED', count: 2 })
    await ana.push(remove('inspections', 'i1', 1))
    expect(await ana.one(remove('buildings', 'b1', 1))).toMatchObject({ ok: false, code: 'REFERENCED', count: 1 })
    await ana.push(remove('inspections', 'i2', 1))
    expect(await ana.one(remove('buildings', 'b1', 1))).toMatchObject({ ok: true, new_version: 2 })
  })

  it('[WP13] NOT_UNIQUE names the field; a deleted or cleared value is free again', async () => {
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
  it('[WP17] a delete of nothing and an update that changes nothing are ok without a seq', async () => {
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

describe('inside one batch', () => {
  it('[ST15] a change may refer to a record that an earlier one creates, not to one of a later one', async () => {
    const inspection = { building: 'b1', date: '2026-01-01' }
    expect(
      await ana.push(
        create('inspections', 'i0', inspection),
        create('buildings', 'b1', { name: 'Hub' }),
        create('inspections', 'i1', inspection),
        remove('buildings', 'b1', 1),
        remove('inspections', 'i1', 1),
        remove('buildings', 'b1', 1),
      ),
    ).toMatchObject([
      { code: 'MISSING_REFERENCE' },
      { ok: true },
      { ok: true },
      { code: 'REFERENCED', count: 1 },
      { ok: true },
      { ok: true },
    ])
  })

  it('[ST15] unique values may change hands', async () => {
    await ana.push(
      create('tenants', 't1', { name: 'A', email: 'a@x' }),
      create('tenants', 't2', { name: 'B', email: 'b@x' }),
    )
    const results = await ana.push(
      update('tenants', 't1', 1, { email: 'b@x' }),
      update('tenants', 't1', 1, { email: 'c@x' }),
      update('tenants', 't2', 1, { email: 'a@x' }),
      update('tenants', 't1', 2, { email: 'b@x' }),
    )
    expect(results.map(({ ok, code }) => code ?? ok)).toEqual(['NOT_UNIQUE', true, true, true])
    expect(await ben.one(create('tenants', 't3', { name: 'C', email: 'a@x' }))).toMatchObject({ code: 'NOT_UNIQUE' })
    expect(await ben.one(create('tenants', 't3', { name: 'C', email: 'c@x' }))).toMatchObject({ ok: true })
  })

  it('[ST15] a reference that moves twice leaves nothing behind', async () => {
    await ana.push(...['b1', 'b2', 'b3'].map((id) => create('buildings', id, { name: 'B' })))
    await ana.push(create('inspections', 'i1', { building: 'b1', date: '2026-01-01' }))
    await ana.push(
      update('inspections', 'i1', 1, { building: 'b2' }),
      update('inspections', 'i1', 2, { building: 'b3' }),
    )
    const results = await ana.push(...['b1', 'b2', 'b3'].map((id) => remove('buildings', id, 1)))
    expect(results.map(({ ok, code }) => code ?? ok)).toEqual([true, true, 'REFERENCED'])
  })

  it('[ST15] a record may refer to itself, and be deleted with its own reference', async () => {
    await test.close()
    const basics = { label: 'Part', plural: 'Parts', title: ['name'], subtitle: [], search: [], filters: [] }
    const name = { kind: 'text', label: 'Name', required: true } as const
    const whole = { kind: 'reference', label: 'Whole', model: 'parts' } as const
    const parts = defineModel({ ...basics, name: 'parts', fields: { name, whole } })
    test = await openTestSync({ registry: createRegistry([parts]) })
    ana = createDevice(test.sync, ANA, 'ana-phone')
    expect(
      await ana.push(
        create('parts', 'p1', { name: 'A', whole: 'p1' }),
        create('parts', 'p2', { name: 'B', whole: 'p1' }),
        remove('parts', 'p1', 1),
        remove('parts', 'p2', 1),
        remove('parts', 'p1', 1),
      ),
    ).toMatchObject([
      { ok: true },
      { ok: true },
      { code: 'REFERENCED', count: 1 },
      { ok: true },
      { ok: true, new_version: 2 },
    ])
  })

  it('[WP10][F4] valid, conflicting, invalid and unknown changes, in every order: each is judged alone', async () => {
    await ana.push(create('buildings', 'b0', { name: 'A' }), update('buildings', 'b0', 1, { name: 'B' }))
    const kinds: [string | true, (n: string) => Record<string, unknown>][] = [
      [true, (n) => create('buildings', `new-${n}`, { name: 'X' })],
      ['VERSION_CONFLICT', (n) => update('buildings', 'b0', 1, { name: `C${n}` })],
      ['INVALID', (n) => create('buildings', `bad-${n}`, { name: '' })],
      ['UNKNOWN_MODEL', (n) => create('ghosts', n, {})],
    ]
    for (const [round, order] of permutations(kinds).entries()) {
      const results = await ben.push(...order.map(([, change], place) => change(`${round}-${place}`)))
      expect(results.map(({ ok, code }) => code ?? ok)).toEqual(order.map(([expected]) => expected))
    }
  })

  it('[WP10] a batch of 500 is one transaction: it is seen whole or not at all', async () => {
    const creates = Array.from({ length: 500 }, (_, n) => create('buildings', `b${n}`, { name: `B${n}` }))
    const results = await ana.push(...creates)
    expect(results.every(({ ok }) => ok)).toBe(true)
    const tags = await test.sync.storage.read(async (reader) => [
      await reader.tagAt('demo', 1),
      await reader.tagAt('demo', 500),
    ])
    expect(tags[0]).toBe(tags[1])
  })

  it('[WP6] more than 500 changes are refused whole', async () => {
    const changes = Array.from({ length: 501 }, (_, n) => ({
      ...create('buildings', `b${n}`, { name: 'X' }),
      mutation_id: n + 1,
    }))
    expect(await ana.send({ changes })).toMatchObject({ kind: 'problem', code: 'TOO_MANY_CHANGES' })
    expect((await pullAll(test.sync)).changes).toEqual([])
  })
})

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((first, at) => permutations(items.toSpliced(at, 1)).map((rest) => [first, ...rest]))
}
