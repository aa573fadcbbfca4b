import { afterEach, beforeEach, expect, it } from 'vitest'
import { ANA, BEN, createTestEnvironment, openTestSync, type TestSync } from './testing/open-test-sync.ts'
import { create, createDevice, historyOf, pullAll, pullPage, type TestDevice, update } from './testing/test-device.ts'

const DAY_MS = 24 * 60 * 60 * 1000

let test: TestSync
let ana: TestDevice
let ben: TestDevice
beforeEach(async () => {
  test = await openTestSync({ environment: createTestEnvironment() })
  ana = createDevice(test.sync, ANA, 'ana-phone')
  ben = createDevice(test.sync, BEN, 'ben-phone')
})
afterEach(() => test.close())

/** A device whose clock is off by so much; one that jumps says another time with every change. */
const editedAt = (offMs: number) => new Date(test.environment.nowMs() + offMs).toISOString()

it('[F39] [WP20] the order is that of the counter: a server clock that jumps back hides no row from a cursor', async () => {
  const jumps = [0, -2 * DAY_MS, 1, 4 * DAY_MS, -DAY_MS, 0, 0, -1]
  const seen: string[] = []
  let { cursor } = await pullPage(test.sync)
  for (const [n, jump] of jumps.entries()) {
    test.environment.advance(jump)
    await ana.push(create('buildings', `b${n}`, { name: `b${n}` }))
    const page = await pullAll(test.sync, cursor)
    seen.push(...page.changes.map(({ id }) => id))
    cursor = page.cursor
  }
  expect(seen).toEqual(jumps.map((_, n) => `b${n}`))
  const { changes } = await pullAll(test.sync, undefined, '3')
  expect(changes.map(({ id, seq }) => [id, seq])).toEqual(jumps.map((_, n) => [`b${n}`, n + 1]))
  // Its times do run backwards: whoever had paged by them would have lost rows.
  const times = changes.map(({ updated_at }) => updated_at)
  expect(times).not.toEqual(times.toSorted())
})

it('[F39] [F37] a device’s clock orders nothing: neither the log, nor the history, nor who wins a question', async () => {
  await ana.one(create('buildings', 'b1', { name: 'First' }))
  const { cursor } = await pullPage(test.sync)
  await ana.one({ ...update('buildings', 'b1', 1, { name: 'Second' }), edited_at: editedAt(2 * DAY_MS) })
  await ben.one({ ...update('buildings', 'b1', 2, { floors: 2 }), edited_at: editedAt(-2 * DAY_MS) })
  await ana.one({ ...update('buildings', 'b1', 3, { floors: 3 }), edited_at: editedAt(-400 * DAY_MS) })
  const { changes } = await pullPage(test.sync, { since: cursor })
  expect(changes.map(({ seq, version, data }) => [seq, version, data?.['floors']])).toEqual([[4, 4, 3]])
  const { data } = await historyOf(test.sync, 'buildings', 'b1')
  expect(data.map(({ seq }) => seq)).toEqual([4, 3, 2, 1])
  // An old clock is no reason to lose, a fast one none to win: the base decides.
  expect(
    await ben.one({ ...update('buildings', 'b1', 3, { floors: 9 }), edited_at: editedAt(9 * DAY_MS) }),
  ).toMatchObject({
    ok: false,
    code: 'VERSION_CONFLICT',
  })
})

it('[F37] [WP15] a clock that is two days off wins no “newest” by it: the time is shifted by what its sender’s clock said', async () => {
  const phones = (offMs: number) => ({ sent_at: editedAt(offMs) })
  await ana.one(create('tenants', 't1', { name: 'Mara', phone: '+1' }))
  const change = (id: number, phone: string, atMs: number) => ({
    ...{ ...update('tenants', 't1', 1, { phone }), mutation_id: id, schema: 1 },
    edited_at: new Date(test.environment.nowMs() + atMs).toISOString(),
  })
  // Ben edited a minute ago, by a clock two days fast; Ana an hour ago, by one two days slow.
  test.environment.advance(2 * 60 * 60 * 1000)
  await ben.send({ ...phones(2 * DAY_MS), changes: [change(ben.nextId(), '+ben', 2 * DAY_MS - 60_000)] })
  await ana.send({ ...phones(-2 * DAY_MS), changes: [change(ana.nextId(), '+ana', -2 * DAY_MS - 60 * 60_000)] })
  const { changes } = await pullPage(test.sync)
  expect(changes.find(({ id }) => id === 't1')?.data).toMatchObject({ phone: '+ben' })
})
