import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { snapshot } from './snapshot.ts'
import { ANA, openTestSync, SCOPE, START_MS, type TestSync } from './testing/open-test-sync.ts'
import { create, createDevice, pullAll, remove, type TestDevice, update } from './testing/test-device.ts'

let test: TestSync
let ana: TestDevice

beforeEach(async () => {
  test = await openTestSync()
  ana = createDevice(test.sync, ANA, 'ana-phone')
})
afterEach(() => test.close())

interface Line {
  readonly kind: string
  readonly model?: string
  readonly id?: string
  readonly cursor?: string
  readonly rows?: number
}

async function chunksOf(after?: string): Promise<Line[][]> {
  const answer = await snapshot(test.sync, SCOPE, after)
  if (answer.kind === 'problem') throw new Error(answer.code)
  const chunks: Line[][] = []
  for await (const text of answer.chunks) {
    expect(text.endsWith('\n')).toBe(true)
    chunks.push(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Line),
    )
  }
  return chunks
}

const linesOf = async (after?: string) => (await chunksOf(after)).flat()
const idsOf = (lines: readonly Line[]) => lines.flatMap(({ id }) => id ?? [])
const many = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => create('buildings', `b${String(from + n).padStart(5, '0')}`, { name: 'B' }))

describe('the snapshot', () => {
  it('[ST12] begin, rows, end; no tombstones', async () => {
    await ana.push(
      create('buildings', 'b1', { name: 'Hub' }),
      create('buildings', 'b2', { name: 'X' }),
      remove('buildings', 'b2', 1),
    )
    const { cursor } = await pullAll(test.sync)
    expect(await linesOf()).toEqual([
      { kind: 'begin', epoch: test.sync.storage.epoch, cursor, rows: 1 },
      {
        kind: 'row',
        model: 'buildings',
        id: 'b1',
        version: 1,
        data: { name: 'Hub' },
        updated_at: new Date(START_MS).toISOString(),
        updated_by: 'Ana',
      },
      { kind: 'end' },
    ])
  })

  it('[ST12] rows are in (model, id) byte order, not in that of a language', async () => {
    const ids = ['a', 'B', 'b', 'A.1', 'A:1', 'A-1', 'A_1', '1', '10', '9']
    await ana.push(create('tenants', 'z', { name: 'T' }), ...ids.map((id) => create('buildings', id, { name: 'B' })))
    expect(idsOf(await linesOf())).toEqual([
      ...ids.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
      'z',
    ])
  })

  it('[ST12] an empty scope has a begin and an end', async () => {
    expect((await linesOf()).map(({ kind }) => kind)).toEqual(['begin', 'end'])
  })

  it('[ST12] chunks are short reads of their own: what changes meanwhile is found by a pull from the first cursor', async () => {
    for (let from = 0; from < 2500; from += 500) await ana.push(...many(from, 500))
    const answer = await snapshot(test.sync, SCOPE, undefined)
    if (answer.kind === 'problem') throw new Error(answer.code)
    const first = (await answer.chunks.next()).value ?? ''
    await ana.push(
      update('buildings', 'b00001', 1, { floors: 1 }),
      remove('buildings', 'b02499', 1),
      create('buildings', 'b99999', { name: 'Z' }),
    )
    let rest = ''
    for await (const text of answer.chunks) rest += text
    const lines = `${first}${rest}`
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line)
    expect(idsOf(lines)).toHaveLength(2500)
    expect(new Set(idsOf(lines)).size).toBe(2500)
    const since = await pullAll(test.sync, lines[0]?.cursor)
    expect(since.changes.map(({ id }) => id)).toEqual(['b00001', 'b02499', 'b99999'])
  })

  it('[ST12] it goes on after a key, also one that is gone; a desert of tombstones is crossed', async () => {
    await ana.push(...many(0, 500))
    await ana.push(...many(500, 500))
    await ana.push(...many(1000, 200))
    for (const part of [0, 500]) {
      await ana.push(...many(part, 500).map(({ id }) => remove('buildings', String(id), 1)))
    }
    expect(idsOf(await linesOf('buildings/b00003'))).toHaveLength(200)
    expect(idsOf(await linesOf('buildings/b01197'))).toEqual(['b01198', 'b01199'])
    expect(idsOf(await linesOf('buildings/b01199'))).toEqual([])
    expect(idsOf(await linesOf('aaa/x'))).toHaveLength(200)
  })

  it.each(['', 'buildings', 'buildings/', '/b1', 'Buildings/b1', 'buildings/../x'])(
    '[ST12] after=%j is 400',
    async (after) => {
      expect(await snapshot(test.sync, SCOPE, after)).toMatchObject({ kind: 'problem', code: 'INVALID_BODY' })
    },
  )

  it('[WP7] of a scope that does not exist is FORBIDDEN', async () => {
    expect(await snapshot(test.sync, 'elsewhere', undefined)).toMatchObject({ code: 'FORBIDDEN' })
  })
})
