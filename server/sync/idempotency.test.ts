import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { push } from './push.ts'
import { createScope } from './scopes.ts'
import { ANA, BEN, OLU, openTestSync, SCOPE, type TestSync } from './testing/open-test-sync.ts'
import {
  create,
  createDevice,
  pullAll,
  resultsOf,
  resultsText,
  type TestDevice,
  update,
} from './testing/test-device.ts'

let test: TestSync
let ana: TestDevice
let ben: TestDevice

beforeEach(async () => {
  test = await openTestSync()
  ana = createDevice(test.sync, ANA, 'ana-phone')
  ben = createDevice(test.sync, BEN, 'ben-phone')
})
afterEach(() => test.close())

const hub = (mutationId: number, id = 'b1') => ({
  op: 'create',
  model: 'buildings',
  id,
  version: 0,
  data: { name: 'Hub' },
  mutation_id: mutationId,
  schema: 1,
})

const duplicateOf = (text: string) => text.replace(/}$/, ',"duplicate":true}')

describe('repeats', () => {
  it('[WP11][F1][F2] a repeat gets the stored result byte for byte, and is applied once', async () => {
    const first = resultsText(await ana.send({ changes: [hub(1)] }))
    await ben.push(update('buildings', 'b1', 1, { name: 'Moved on' }))
    for (let repeat = 0; repeat < 5; repeat++) {
      expect(resultsText(await ana.send({ changes: [hub(1)] }))).toBe(duplicateOf(first))
    }
    expect((await pullAll(test.sync)).changes).toMatchObject([{ version: 2, seq: 2 }])
  })

  it('[WP11][F2] copies that come at the same moment are one change, with one result', async () => {
    for (let n = 1; n <= 6; n++) {
      const request = { device_id: 'ana-phone', changes: [hub(n, `b${n}`)] }
      const replies = await Promise.all(Array.from({ length: 5 }, () => push(test.sync, ANA, SCOPE, request)))
      const texts = replies.map((reply) => resultsText(reply))
      const [first = ''] = texts.filter((text) => !text.includes('duplicate'))
      expect(texts.sort()).toEqual([first, ...Array<string>(4).fill(duplicateOf(first))].sort())
    }
    expect((await pullAll(test.sync)).changes.map(({ id, version, seq }) => [id, version, seq])).toEqual(
      Array.from({ length: 6 }, (_, n) => [`b${n + 1}`, 1, n + 1]),
    )
  })

  it('[WP11][F1] a stored refusal is repeated too, although the change would hold by now', async () => {
    const change = { mutation_id: 1, schema: 1, ...update('buildings', 'b1', 1, { floors: 2 }) }
    const first = resultsText(await ana.send({ changes: [change] }))
    expect(JSON.parse(first)).toMatchObject({ ok: false, code: 'NOT_FOUND' })
    await ben.push(create('buildings', 'b1', { name: 'Hub' }))
    expect(resultsText(await ana.send({ changes: [change] }))).toBe(duplicateOf(first))
  })

  it('[WP11] the order of members makes no other body; another value does', async () => {
    await ana.send({ changes: [hub(1)] })
    const { op, ...rest } = hub(1)
    expect(resultsOf(await ana.send({ changes: [{ ...rest, op }] }))).toMatchObject([{ ok: true, duplicate: true }])
    expect(resultsOf(await ana.send({ changes: [{ ...hub(1), version: 1 }] }))).toMatchObject([
      { mutation_id: 1, code: 'ID_REUSE' },
    ])
  })

  it('[WP11][F3] two copies of a device: the second body under one id is ID_REUSE and is not applied', async () => {
    const results = resultsOf(await ana.send({ changes: [hub(1), hub(1, 'b2'), hub(1)] }))
    expect(results).toMatchObject([
      { ok: true, seq: 1 },
      { ok: false, code: 'ID_REUSE' },
      { ok: true, duplicate: true },
    ])
    expect((await pullAll(test.sync)).changes).toMatchObject([{ id: 'b1' }])
  })

  it('[WP11] ids are the device’s own: another device and no device are not repeats', async () => {
    await ana.send({ changes: [hub(1)] })
    expect(resultsOf(await ben.send({ changes: [hub(1)] }))).toEqual([{ mutation_id: 1, ok: true, new_version: 1 }])
    expect(resultsOf(await ana.send({ device_id: 'ana-laptop', changes: [hub(1)] }))[0]).not.toHaveProperty('duplicate')
  })

  it('[WP11] a viewer’s refusal is stored as well', async () => {
    const olu = createDevice(test.sync, OLU, 'olu-phone')
    const first = resultsText(await olu.send({ changes: [hub(1)] }))
    expect(resultsText(await olu.send({ changes: [hub(1)] }))).toBe(duplicateOf(first))
  })
})

describe('acked_through', () => {
  it('[WP11] an acknowledged id is never applied again', async () => {
    await ana.send({ changes: [hub(1), hub(2, 'b2')] })
    await ana.send({ acked_through: 1, changes: [] })
    const results = resultsOf(await ana.send({ changes: [hub(1), hub(2, 'b2')] }))
    expect(results).toMatchObject([{ code: 'ID_REUSE' }, { ok: true, duplicate: true }])
  })

  it('[WP11] it is clamped to the largest id judged before the batch, and never falls', async () => {
    const ahead = resultsOf(await ana.send({ acked_through: 1000, changes: [hub(1)] }))
    expect(ahead).toMatchObject([{ ok: true, new_version: 1 }])
    expect(resultsOf(await ana.send({ changes: [hub(1)] }))).toMatchObject([{ duplicate: true }])
    await ana.send({ acked_through: 1000, changes: [] })
    expect(resultsOf(await ana.send({ acked_through: 0, changes: [hub(1)] }))).toMatchObject([{ code: 'ID_REUSE' }])
    expect(resultsOf(await ana.send({ changes: [hub(2, 'b2')] }))).toMatchObject([{ ok: true }])
  })

  it('[WP11] results up to it are forgotten', async () => {
    await ana.send({ changes: [hub(1), hub(2, 'b2')] })
    await ana.send({ acked_through: 1, changes: [] })
    const kept = await test.sync.storage.transact((tx) => tx.mutations('demo', 'ana-phone', [1, 2]))
    expect(kept.map((row) => row.mutation_id)).toEqual([2])
  })
})

describe('whose device', () => {
  it('[WP5][F31] a device belongs to the first person who pushes from it; nothing of another is judged or stored', async () => {
    await ana.send({ changes: [] })
    const foreign = createDevice(test.sync, BEN, 'ana-phone')
    const change = hub(1)
    expect(await foreign.send({ changes: [change] })).toMatchObject({ kind: 'problem', code: 'OTHER_USERS_DEVICE' })
    expect((await pullAll(test.sync)).changes).toEqual([])
    expect(resultsOf(await ana.send({ changes: [change] }))).toMatchObject([{ ok: true, new_version: 1 }])
  })
})

describe('one device in two scopes at once', () => {
  it('[ST23][F31] two people who push from it for the first time: it is bound to one of them, and the other is refused', async () => {
    await createScope(test.sync, 'other', 'Other')
    for (let n = 0; n < 6; n++) {
      const request = { device_id: `shared-${n}`, changes: [hub(1, `b${n}`)] }
      const replies = await Promise.all([push(test.sync, ANA, SCOPE, request), push(test.sync, BEN, 'other', request)])
      const refused = replies.filter((reply) => reply.kind === 'problem')
      expect(refused).toMatchObject([{ code: 'OTHER_USERS_DEVICE' }])
      const rows = await test.sync.storage.transact((tx) => tx.devices(request.device_id))
      expect(new Set(rows.map((row) => row.user_id)).size).toBe(1)
    }
  })
})

describe('the envelope', () => {
  it.each([undefined, 0, -1, 1.5, 2 ** 53, '1', null])(
    '[WP10] mutation_id %j makes the envelope 400',
    async (mutationId) => {
      const reply = await ana.send({ changes: [hub(1), { ...hub(2), mutation_id: mutationId }] })
      expect(reply).toMatchObject({ kind: 'problem', code: 'INVALID_BODY' })
      expect((await pullAll(test.sync)).changes).toEqual([])
    },
  )

  it.each([null, 'x', 7, []])('[WP10] with a device_id the change %j is 400: it has no id', async (change) => {
    expect(await ana.send({ changes: [change] })).toMatchObject({ kind: 'problem', code: 'INVALID_BODY' })
  })

  it('[WP10] a mutation_id without a device_id is 400', async () => {
    expect(await ana.send({ device_id: undefined, changes: [hub(1)] })).toMatchObject({ code: 'INVALID_BODY' })
  })

  it('[WP2] a sent_at that is no time is 400', async () => {
    const reply = await ana.send({ sent_at: 'yesterday', changes: [] })
    expect(reply).toMatchObject({ code: 'INVALID_BODY', fields: { sent_at: 'bad_date' } })
  })

  it('[WP9][F43] another epoch, a seq above the head, another tag: 409, and nothing is judged or stored', async () => {
    await ana.push(create('buildings', 'b1', { name: 'Hub' }))
    const { cursor } = await pullAll(test.sync)
    const [epoch = '', seq = '', tag = ''] = cursor.split('.')
    for (const mark of [
      `x${epoch}.${seq}.${tag}`,
      `${epoch}.2.${tag}`,
      `${epoch}.${seq}.x${tag}`,
      `${epoch}.0.${tag}`,
    ]) {
      const reply = await ben.send({ mark, changes: [hub(1, 'b2')] })
      expect(reply).toMatchObject({ kind: 'problem', code: 'EPOCH_CHANGED' })
    }
    expect(await ben.send({ mark: 'nonsense', changes: [hub(1, 'b2')] })).toMatchObject({ code: 'INVALID_BODY' })
    expect((await pullAll(test.sync)).changes).toHaveLength(1)
    expect(resultsOf(await ben.send({ mark: cursor, changes: [hub(1, 'b2')] }))).toMatchObject([{ ok: true }])
    expect(resultsOf(await ben.send({ mark: cursor, changes: [hub(2, 'b3')] }))).toMatchObject([{ ok: true }])
  })

  it('[WP5] a newer schema is 426, whole', async () => {
    const reply = await ana.send({ changes: [hub(1), { ...hub(2, 'b2'), schema: 2 }] })
    expect(reply).toMatchObject({ kind: 'problem', code: 'SCHEMA_NEWER' })
    expect((await pullAll(test.sync)).changes).toEqual([])
  })

  it('[WP7] a scope that does not exist is FORBIDDEN', async () => {
    await test.close()
    test = await openTestSync({ scope: null })
    ana = createDevice(test.sync, ANA, 'ana-phone')
    expect(await ana.send({ changes: [hub(1)] })).toMatchObject({ kind: 'problem', code: 'FORBIDDEN' })
  })
})
