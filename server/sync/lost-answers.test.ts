import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { failureOf } from '../storage/failure.ts'
import { createFailingCommits, type FailingCommits } from '../storage/testing/failing-commits.ts'
import { pull } from './pull.ts'
import { ANA, BEN, openTestSync, SCOPE, type TestSync } from './testing/open-test-sync.ts'
import {
  create,
  createDevice,
  historyOf,
  pullAll,
  resultsOf,
  resultsText,
  type TestDevice,
  update,
  type WireChange,
} from './testing/test-device.ts'

// The commit is asked for, and what is heard of it is not what became of it.

let commits: FailingCommits
let test: TestSync
let ana: TestDevice
let heard: string[]

beforeEach(async () => {
  commits = createFailingCommits()
  test = await openTestSync({ wrapDriver: commits.wrapDriver })
  ana = createDevice(test.sync, ANA, 'ana-phone')
  await createDevice(test.sync, BEN, 'ben-phone').push(create('buildings', 'b0', { name: 'Theirs' }))
  heard = []
  test.sync.commits.listen(SCOPE, (mark) => void heard.push(mark))
})
afterEach(() => test.close())

const numbered = (changes: readonly WireChange[]) =>
  changes.map((change, n) => ({ ...change, mutation_id: n + 1, schema: 1 }))
/** Two that hold and one that is refused. */
const CHANGES = numbered([
  create('buildings', 'b1', { name: 'Hub' }),
  update('buildings', 'b0', 1, { floors: 3 }),
  update('buildings', 'b9', 1, { floors: 3 }),
])
const asDuplicates = (text: string) => text.replaceAll(/(?:,"duplicate":true)?}(?=,{|$)/g, ',"duplicate":true}')

/** Everything happened once: the rows, their versions, a dense log, a line of history each, and the stored results. */
async function expectOnce(firstAnswer: string): Promise<void> {
  const { changes, cursor } = await pullAll(test.sync)
  expect(changes.map(({ seq, id, version }) => [seq, id, version])).toEqual([
    [2, 'b1', 1],
    [3, 'b0', 2],
  ])
  expect(cursor.split('.')[1]).toBe('3')
  expect((await historyOf(test.sync, 'buildings', 'b1')).data.map(({ seq }) => seq)).toEqual([2])
  expect((await historyOf(test.sync, 'buildings', 'b0')).data.map(({ seq }) => seq)).toEqual([3, 1])
  expect(resultsText(await ana.send({ changes: CHANGES }))).toBe(asDuplicates(firstAnswer))
  expect(heard).toHaveLength(1)
}

describe('a commit that failed as a collision', () => {
  const CODES = ['40001', '40P01', 'SQLITE_BUSY']
  const cases = CODES.flatMap((code) => (['before', 'after'] as const).map((when) => ({ code, when })))

  it.each(cases)(
    '[ST4][ST14][WP11][F1] $code $when it was made: tried again, everything happens once',
    async (failure) => {
      commits.failNext([failure])
      const first = resultsText(await ana.send({ changes: CHANGES }))
      expect(commits.asked()).toBe(2)
      expect(JSON.parse(`[${first}]`)).toMatchObject([
        { mutation_id: 1, ok: true, new_version: 1, seq: 2 },
        { mutation_id: 2, ok: true, new_version: 2, seq: 3 },
        { mutation_id: 3, ok: false, code: 'NOT_FOUND' },
      ])
      expect(test.errors).toEqual([])
      await expectOnce(first)
    },
  )

  it('[ST4][WP11] several in a row, before and after: tried again each time', async () => {
    commits.failNext(cases)
    const first = resultsText(await ana.send({ changes: CHANGES }))
    expect(commits.asked()).toBe(cases.length + 1)
    await expectOnce(first)
  })

  it('[ST4][ST22][WP11] of several pushes committed together: each is answered with its own, once', async () => {
    commits.failNext([{ code: '40001', when: 'after' }])
    const devices = [1, 2, 3].map((n) => createDevice(test.sync, ANA, `phone-${n}`))
    const replies = await Promise.all(
      devices.map((device, n) => device.send({ changes: numbered([create('buildings', `c${n}`, { name: `C${n}` })]) })),
    )
    expect(replies.map((reply) => resultsOf(reply)[0]?.seq)).toEqual([2, 3, 4])
    expect((await pullAll(test.sync)).changes.map(({ seq, version }) => [seq, version])).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
      [4, 1],
    ])
    expect(heard.at(-1)?.split('.')[1]).toBe('4')
  })
})

describe('a connection that was lost at the commit', () => {
  const CODES = ['08006', '57P01', '57P02', '40003', 'SQLITE_IOERR_FSYNC']

  it.each(CODES)(
    '[ST19][ST14][WP11][F1] %s before it was made: 503, nothing is stored, and the same push holds',
    async (code) => {
      commits.failNext([{ code, when: 'before' }])
      expect(await ana.send({ changes: CHANGES })).toMatchObject({ kind: 'problem', code: 'UNAVAILABLE' })
      expect(commits.asked()).toBe(1)
      expect(heard).toEqual([])
      const first = resultsText(await ana.send({ changes: CHANGES }))
      expect(first).not.toContain('duplicate')
      await expectOnce(first)
    },
  )

  it.each(CODES)(
    '[ST19][ST14][WP11][F1] %s after it was made: 503, and the same push gets the stored results',
    async (code) => {
      commits.failNext([{ code, when: 'after' }])
      expect(await ana.send({ changes: CHANGES })).toMatchObject({ kind: 'problem', code: 'UNAVAILABLE' })
      expect(commits.asked()).toBe(1)
      const replay = resultsText(await ana.send({ changes: CHANGES }))
      expect(replay).toBe(asDuplicates(replay))
      await expectOnce(replay)
    },
  )
})

describe('a collision that does not end', () => {
  const always = Array.from({ length: 50 }, () => ({ code: '40001', when: 'before' as const }))

  it('[ST4][WP10] a push is tried ten times, then every change is RETRY and nothing is stored', async () => {
    commits.failNext(always.slice(0, 10))
    expect(resultsOf(await ana.send({ changes: CHANGES })).map(({ code }) => code)).toEqual(['RETRY', 'RETRY', 'RETRY'])
    // The eleventh is the read of the head.
    expect(commits.asked()).toBe(11)
    expect(heard).toEqual([])
    const first = resultsText(await ana.send({ changes: CHANGES }))
    expect(first).not.toContain('duplicate')
    await expectOnce(first)
  })

  it('[ST4][WP5] what cannot be answered by RETRY fails whole, as a collision', async () => {
    commits.failNext(always)
    const failures = await Promise.all(
      [ana.send({ changes: CHANGES }), pull(test.sync, SCOPE, {})].map((call) =>
        call.then(() => 'answered', failureOf),
      ),
    )
    expect(failures).toEqual(['transient', 'transient'])
  })

  it('[ST4][WP5] a push without changes is refused whole', async () => {
    commits.failNext(always.slice(0, 10))
    expect(await ana.send({ changes: [] })).toMatchObject({ kind: 'problem', code: 'UNAVAILABLE' })
  })
})
