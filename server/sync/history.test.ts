import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { history } from './history.ts'
import { policy } from './policy.ts'
import { ANA, BEN, openTestSync, SCOPE, START_MS, type TestSync } from './testing/open-test-sync.ts'
import { bodyOf, create, createDevice, historyOf, remove, type TestDevice, update } from './testing/test-device.ts'

let test: TestSync
let ana: TestDevice
let ben: TestDevice

beforeEach(async () => {
  test = await openTestSync()
  ana = createDevice(test.sync, ANA, 'ana-phone')
  ben = createDevice(test.sync, BEN, 'ben-phone')
})
afterEach(() => test.close())

describe('history', () => {
  it('[ST16] newest first: who, device, both clocks, op, and each changed field before and after', async () => {
    await ana.push({ ...create('buildings', 'b1', { name: 'Hub', floors: 1 }), edited_at: '2026-11-20T09:00:00.000Z' })
    test.environment.advance(1000)
    await ben.push(
      update('buildings', 'b1', 1, { name: 'Hub', floors: null, phone: '1' }),
      remove('buildings', 'b1', 2),
    )
    const at = (ms: number) => new Date(START_MS + ms).toISOString()
    expect(await historyOf(test.sync, 'buildings', 'b1')).toEqual({
      data: [
        {
          seq: 3,
          version: 3,
          op: 'delete',
          updated_by: 'Ben',
          updated_at: at(1000),
          device_id: 'ben-phone',
          before: { name: 'Hub', phone: '1' },
          after: {},
        },
        {
          seq: 2,
          version: 2,
          op: 'update',
          updated_by: 'Ben',
          updated_at: at(1000),
          device_id: 'ben-phone',
          before: { floors: 1 },
          after: { phone: '1' },
        },
        {
          seq: 1,
          version: 1,
          op: 'create',
          updated_by: 'Ana',
          updated_at: at(0),
          edited_at: '2026-11-20T09:00:00.000Z',
          device_id: 'ana-phone',
          before: {},
          after: { name: 'Hub', floors: 1 },
        },
      ],
      has_more: false,
    })
  })

  it('[ST16] an update that sets only what was unset tells of nothing else', async () => {
    await ana.push(create('buildings', 'b1', { name: 'Hub' }))
    await ben.push(update('buildings', 'b1', 1, { phone: '1' }))
    const { data } = await historyOf(test.sync, 'buildings', 'b1')
    expect(data[0]).toMatchObject({ op: 'update', before: {}, after: { phone: '1' } })
    expect(data[0]?.['after']).not.toHaveProperty('name')
  })

  it('[ST16] pages go on before the last line’s seq', async () => {
    await ana.push(create('buildings', 'b1', { name: 'B0' }))
    await ana.push(...[1, 2, 3, 4].map((n) => update('buildings', 'b1', n, { name: `B${n}` })))
    const first = await historyOf(test.sync, 'buildings', 'b1', { limit: '2' })
    expect([first.data.map(({ seq }) => seq), first.has_more]).toEqual([[5, 4], true])
    const next = await historyOf(test.sync, 'buildings', 'b1', { limit: '3', before: '4' })
    expect([next.data.map(({ seq }) => seq), next.has_more]).toEqual([[3, 2, 1], false])
  })

  it('[WP15][F51] losing values stay: those of the sender, and those of the server that a policy let it overwrite', async () => {
    await ana.push(create('tenants', 't1', { name: 'Tom', notes: 'a', phone: '1' }))
    await ana.push(update('tenants', 't1', 1, { notes: 'b' }))
    test.environment.advance(1000)
    await ana.push(update('tenants', 't1', 2, { phone: '2' }))
    const early = new Date(START_MS).toISOString()
    await ben.push({ ...update('tenants', 't1', 1, { notes: 'c', phone: '3' }), edited_at: early })
    const [newest] = (await historyOf(test.sync, 'tenants', 't1')).data
    expect(newest).toMatchObject({
      before: { notes: 'b' },
      after: { notes: 'c' },
      lost: { phone: '3' },
      beaten: { notes: 'b' },
      decided: { notes: 'client_wins', phone: 'lww' },
    })
  })

  it('[WP15] a change of which nothing held is a line without effect, above the one that it lost against', async () => {
    await ana.push(create('buildings', 'b1', { name: 'B' }), create('tenants', 't1', { name: 'T' }))
    await ana.push(create('leases', 'l1', { building: 'b1', tenant: 't1', start: '2026-01-01' }))
    await ana.push(create('payments', 'p1', { lease: 'l1', amount: 1 }), update('payments', 'p1', 1, { amount: 2 }))
    await ben.push(update('payments', 'p1', 1, { amount: 3 }), remove('payments', 'p1', 1))
    await ana.push(update('payments', 'p1', 2, { amount: 4 }))
    const { data } = await historyOf(test.sync, 'payments', 'p1')
    expect(data.map(({ seq, op, version }) => [seq, op, version])).toEqual([
      [6, 'update', 3],
      [5, expect.any(String), 2],
      [5, expect.any(String), 2],
      [5, 'update', 2],
      [4, 'create', 1],
    ])
    const losses = data.slice(1, 3)
    const nothing = { before: {}, after: {}, updated_by: 'Ben' }
    expect(losses).toContainEqual(
      expect.objectContaining({ ...nothing, op: 'update', lost: { amount: 3 }, decided: { amount: 'server_wins' } }),
    )
    expect(losses).toContainEqual(
      expect.objectContaining({ ...nothing, op: 'delete', decided: { '*': 'server_wins' } }),
    )
    expect((await historyOf(test.sync, 'payments', 'p1', { before: '5' })).data).toHaveLength(1)
  })

  it('[ST16] a conflict that a person resolved is told as resolved, with the values that gave way', async () => {
    await ana.push(
      create('buildings', 'b1', { name: 'A', phone: '1' }),
      update('buildings', 'b1', 1, { name: 'B', phone: '2' }),
    )
    await ben.push(update('buildings', 'b1', 1, { name: 'C', phone: '3' }))
    await ben.push(update('buildings', 'b1', 2, { name: 'C' }), update('buildings', 'b1', 3, { floors: 1 }))
    const [later, resolved] = (await historyOf(test.sync, 'buildings', 'b1')).data
    expect(resolved).toMatchObject({
      before: { name: 'B' },
      after: { name: 'C' },
      lost: { phone: '3' },
      decided: { name: 'resolved', phone: 'resolved' },
    })
    expect(later).not.toHaveProperty('decided')
  })

  it('[ST16] [WP17] who chose theirs alone says so with an update of nothing: a line without effect, once', async () => {
    await ana.push(
      create('buildings', 'b1', { name: 'A', phone: '1' }),
      update('buildings', 'b1', 1, { name: 'B', phone: '2' }),
    )
    await ben.push(update('buildings', 'b1', 1, { name: 'C', phone: '2' }))
    const [told] = await ben.push(update('buildings', 'b1', 2, {}))
    expect(told).toMatchObject({ ok: true, new_version: 2 })
    expect(told).not.toHaveProperty('seq')
    await ben.push(update('buildings', 'b1', 2, {}))
    const { data } = await historyOf(test.sync, 'buildings', 'b1')
    expect(data.map(({ op, version }) => `${op} ${version}`)).toEqual(['update 2', 'update 2', 'create 1'])
    const decided = { name: 'resolved' }
    expect(data[0]).toMatchObject({ before: {}, after: {}, updated_by: 'Ben', lost: { name: 'C' }, decided })
  })

  it('[ST16] who then deletes what was deleted, or enters what is there, has decided nothing', async () => {
    await ana.push(create('buildings', 'b1', { name: 'A' }), update('buildings', 'b1', 1, { name: 'B' }))
    await ben.push(update('buildings', 'b1', 1, { name: 'C' }))
    await ana.push(update('buildings', 'b1', 2, { name: 'C' }))
    await ben.push(update('buildings', 'b1', 3, {}))
    await ben.push(update('buildings', 'b1', 1, { name: 'D' }))
    await ana.push(remove('buildings', 'b1', 3))
    await ben.push(remove('buildings', 'b1', 3))
    const { data } = await historyOf(test.sync, 'buildings', 'b1')
    expect(data.map(({ op }) => op)).toEqual(['delete', 'update', 'update', 'create'])
  })

  it('[ST16] a conflict that moved again before it was resolved is told whole', async () => {
    await ana.push(
      create('buildings', 'b1', { name: 'A', phone: '1' }),
      update('buildings', 'b1', 1, { name: 'B', phone: '2' }),
    )
    await ben.push(update('buildings', 'b1', 1, { name: 'C', phone: '3' }))
    await ana.push(update('buildings', 'b1', 2, { name: 'D' }))
    await ben.push(update('buildings', 'b1', 2, { name: 'C' }))
    await ben.push(update('buildings', 'b1', 3, { name: 'E' }))
    const [resolved] = (await historyOf(test.sync, 'buildings', 'b1')).data
    expect(resolved).toMatchObject({
      before: { name: 'D' },
      after: { name: 'E' },
      lost: { name: 'C', phone: '3' },
      decided: { name: 'resolved', phone: 'resolved' },
    })
  })

  it('[ST16] of a deletion in question it tells that a person insisted, and nothing where they kept the record', async () => {
    await ana.push(create('buildings', 'b1', { name: 'A' }), update('buildings', 'b1', 1, { name: 'B' }))
    await ben.push(remove('buildings', 'b1', 1))
    await ben.push(update('buildings', 'b1', 2, { floors: 1 }))
    const [kept] = (await historyOf(test.sync, 'buildings', 'b1')).data
    expect(kept).not.toHaveProperty('decided')
    expect(kept).not.toHaveProperty('lost')
    await ana.push(update('buildings', 'b1', 3, { floors: 2 }))
    await ben.push(update('buildings', 'b1', 3, { floors: 3 }))
    await ben.push(remove('buildings', 'b1', 3))
    await ben.push(remove('buildings', 'b1', 4))
    const [gone] = (await historyOf(test.sync, 'buildings', 'b1')).data
    expect(gone).toMatchObject({ op: 'delete', decided: { '*': 'resolved' } })
    expect(gone).not.toHaveProperty('lost')
  })

  it('[ST16] it is of one record of a known model; before is a seq', async () => {
    expect(await history(test.sync, SCOPE, { model: 'buildings' })).toMatchObject({ code: 'INVALID_BODY' })
    expect(await history(test.sync, SCOPE, { id: 'b1' })).toMatchObject({ code: 'INVALID_BODY' })
    expect(await history(test.sync, SCOPE, { model: 'ghosts', id: 'b1' })).toMatchObject({ code: 'NOT_FOUND' })
    expect(await history(test.sync, SCOPE, { model: 'buildings', id: '../' })).toMatchObject({ code: 'NOT_FOUND' })
    const before = await history(test.sync, SCOPE, { model: 'buildings', id: 'b1', before: 'x' })
    expect(before).toMatchObject({ code: 'INVALID_BODY' })
    expect(await historyOf(test.sync, 'buildings', 'b1')).toEqual({ data: [], has_more: false })
  })
})

describe('policy', () => {
  it('[ST21] each model’s policy and first side, and the fields that differ', () => {
    expect(bodyOf(policy(test.sync))).toEqual({
      data: {
        models: expect.objectContaining({
          buildings: { conflict: 'manual', default_side: 'mine' },
          tenants: {
            conflict: 'manual',
            default_side: 'mine',
            fields: { phone: { conflict: 'lww' }, notes: { conflict: 'client_wins' } },
          },
          leases: { conflict: 'manual', default_side: 'mine', fields: { rent: { default_side: 'theirs' } } },
          payments: { conflict: 'server_wins', default_side: 'mine' },
          inspections: { conflict: 'lww', default_side: 'mine', fields: { notes: { conflict: 'manual' } } },
        }),
      },
      schema: 1,
    })
  })
})
