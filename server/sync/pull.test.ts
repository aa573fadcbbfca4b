import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseMark } from '../../contract/mark.ts'
import { models } from '../../contract/models/index.ts'
import { TEXT_BYTES_MAX } from '../../contract/validate.ts'
import { pull } from './pull.ts'
import { pruneTombstones } from './scopes.ts'
import { ANA, BEN, openTestSync, SCOPE, START_MS, type TestSync } from './testing/open-test-sync.ts'
import {
  bodyOf,
  create,
  createDevice,
  pullAll,
  pullPage,
  remove,
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

const NOW = new Date(START_MS).toISOString()
const buildings = (count: number) =>
  Array.from({ length: count }, (_, n) => create('buildings', `b${n}`, { name: `B${n}` }))

describe('pages', () => {
  it('[WP20] rows come in the order of their seq, dense from 1', async () => {
    await ana.push(...buildings(3))
    expect((await pullPage(test.sync)).changes).toEqual(
      [0, 1, 2].map((n) => ({
        seq: n + 1,
        model: 'buildings',
        id: `b${n}`,
        version: 1,
        deleted: false,
        data: { name: `B${n}` },
        updated_at: NOW,
        updated_by: 'Ana',
      })),
    )
  })

  it('[WP22] a page of very long rows ends early and says that there is more', async () => {
    const text = 'x'.repeat(TEXT_BYTES_MAX)
    const count = 100
    const long = { name: 'B', address: text, description: text, phone: text }
    await ana.push(...Array.from({ length: count }, (_, n) => create('buildings', `b${n}`, long)))
    const first = await pullPage(test.sync, { limit: '5000' })
    expect(first.has_more).toBe(true)
    expect(first.changes.length).toBeLessThan(count)
    const rest = await pullAll(test.sync, first.cursor, '5000')
    expect([...first.changes, ...rest.changes].map(({ seq }) => seq)).toEqual(
      Array.from({ length: count }, (_, n) => n + 1),
    )
  })

  it('[WP22] pages of every size give each row once', async () => {
    for (let start = 0; start < 600; start += 300) await ana.push(...buildings(600).slice(start, start + 300))
    for (const limit of [1, 249, 250, 251, 599, 600, 601]) {
      const page = await pullPage(test.sync, { limit: String(limit) })
      expect([page.changes.length, page.has_more]).toEqual([Math.min(limit, 600), limit < 600])
      if (limit === 1) continue
      const { changes } = await pullAll(test.sync, undefined, String(limit))
      expect(changes.map(({ id }) => id)).toEqual(buildings(600).map(({ id }) => id))
    }
  })

  it('[WP21][F40] a row appears once, at its latest seq; one that moves while paging comes again', async () => {
    await ana.push(...buildings(3))
    const first = await pullPage(test.sync, { limit: '2' })
    expect(first.changes.map(({ id }) => id)).toEqual(['b0', 'b1'])
    await ana.push(update('buildings', 'b0', 1, { floors: 1 }), remove('buildings', 'b1', 1))
    const rest = await pullAll(test.sync, first.cursor, '1')
    expect(rest.changes.map(({ id, seq, deleted }) => [id, seq, deleted])).toEqual([
      ['b2', 3, false],
      ['b0', 4, false],
      ['b1', 5, true],
    ])
  })

  it('[WP21][WP22] the cursor is the mark of the page’s last row, and of the head on the last page', async () => {
    await ana.push(...buildings(3))
    const first = await pullPage(test.sync, { limit: '2' })
    expect([parseMark(first.cursor)?.seq, first.has_more]).toEqual([2, true])
    const last = await pullPage(test.sync, { limit: '2', since: first.cursor })
    expect([parseMark(last.cursor)?.seq, last.has_more]).toEqual([3, false])
    expect(await pullPage(test.sync, { since: last.cursor })).toEqual({
      changes: [],
      cursor: last.cursor,
      has_more: false,
      schema: 1,
    })
  })

  it('[WP6] a limit from 1 to 5,000 counts; anything else is the default of 1,000, or 500 with model', async () => {
    await ana.push(...buildings(500))
    await ana.push(...buildings(1001).slice(500, 1000))
    await ana.push(...buildings(1001).slice(1000))
    for (const limit of [undefined, '0', '-1', '5001', 'many', '1.5', '']) {
      expect((await pullPage(test.sync, { limit })).changes).toHaveLength(1000)
      expect(bodyOf(await pull(test.sync, SCOPE, { limit, model: 'buildings' }))).toMatchObject({ count: 500 })
    }
    for (const limit of [1, 999, 1001]) {
      expect((await pullPage(test.sync, { limit: String(limit) })).changes).toHaveLength(limit)
    }
  })

  it('[WP23] exclude_device leaves out what that device changed last; without since it is ignored', async () => {
    const { cursor } = await pullPage(test.sync)
    await ana.push(...buildings(2))
    await ben.push(update('buildings', 'b0', 1, { floors: 1 }))
    const others = await pullPage(test.sync, { since: cursor, excludeDevice: 'ana-phone' })
    expect(others.changes.map(({ id }) => id)).toEqual(['b0'])
    expect(parseMark(others.cursor)?.seq).toBe(3)
    expect((await pullPage(test.sync, { excludeDevice: 'ana-phone' })).changes).toHaveLength(2)
  })
})

describe('marks', () => {
  it('[WP9][F44] another history, found by its tag although the seq is there: 409', async () => {
    await ana.push(...buildings(3))
    const { cursor } = await pullPage(test.sync, { limit: '2' })
    const [epoch, seq] = cursor.split('.')
    for (const since of [`${epoch}.${seq}.other`, `other.${seq}.w3`, `${epoch}.9.w3`, `${epoch}.0.other`]) {
      expect(await pull(test.sync, SCOPE, { since })).toMatchObject({ code: 'EPOCH_CHANGED' })
    }
  })

  it.each(['', 'x', 'e.1', 'e.-1.t', '../..'])('[WP9] since=%j is no mark: 400', async (since) => {
    expect(await pull(test.sync, SCOPE, { since })).toMatchObject({ code: 'INVALID_BODY' })
  })

  it('[WP24][WP19][F41] a cursor older than may be pulled is 410; a pull from the beginning is not', async () => {
    await ana.push(...buildings(3), remove('buildings', 'b0', 1))
    const old = await pullPage(test.sync, { limit: '1' })
    const newer = await pullPage(test.sync, { limit: '2' })
    await pruneTombstones(test.sync, SCOPE, 3)
    await pruneTombstones(test.sync, SCOPE, 1)
    expect(await pull(test.sync, SCOPE, { since: old.cursor })).toMatchObject({ code: 'CURSOR_TOO_OLD' })
    expect((await pullPage(test.sync, { since: newer.cursor })).changes).toHaveLength(1)
    expect((await pullPage(test.sync)).changes).toHaveLength(3)
  })

  it('[F42] who edits a record that was deleted and pruned is told so', async () => {
    await ana.push(create('buildings', 'b1', { name: 'Hub' }), remove('buildings', 'b1', 1))
    await pruneTombstones(test.sync, SCOPE, 2)
    expect(await ben.one(update('buildings', 'b1', 1, { name: 'X' }))).toMatchObject({
      code: 'DELETED',
      server_version: 2,
    })
  })
})

describe('the flat form', () => {
  it('[WP25] rows of one model with their fields beside id, version, times and _deleted', async () => {
    await ana.push(create('buildings', 'b1', { name: 'A "quoted" name' }), create('tenants', 't1', { name: 'Tom' }))
    test.environment.advance(1000)
    const later = new Date(START_MS + 1000).toISOString()
    await ana.push(create('buildings', 'b2', { name: 'B', floors: 2 }), remove('buildings', 'b1', 1))
    const answer = bodyOf(await pull(test.sync, SCOPE, { model: 'buildings' }))
    expect(answer).toEqual({
      data: [
        { id: 'b2', name: 'B', floors: 2, version: 1, created_at: later, updated_at: later, _deleted: false },
        { id: 'b1', version: 2, created_at: NOW, updated_at: later, _deleted: true },
      ],
      cursor: expect.any(String),
      count: 2,
      has_more: false,
    })
    expect(await pull(test.sync, SCOPE, { model: 'ghosts' })).toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('the digest', () => {
  it('[WP27] it comes with the last page only, for every model', async () => {
    await ana.push(...buildings(2))
    expect(await pullPage(test.sync, { digest: '1', limit: '1' })).not.toHaveProperty('digest')
    expect(await pullPage(test.sync)).not.toHaveProperty('digest')
    const { digest } = await pullPage(test.sync, { digest: '1' })
    expect(Object.keys(digest ?? {}).sort()).toEqual(models.all.map(({ name }) => name).sort())
    expect([digest?.['buildings']?.count, digest?.['tenants']]).toEqual([2, { count: 0, sum: 0 }])
  })
})
