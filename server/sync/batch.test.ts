import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defineModel } from '../../contract/model.ts'
import { createRegistry } from '../../contract/registry.ts'
import { ANA, BEN, openTestSync, type TestSync } from './testing/open-test-sync.ts'
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
