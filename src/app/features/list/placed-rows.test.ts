import { describe, expect, it } from 'vitest'
import type { Records } from '../../hooks/use-records.ts'
import { createPlacedRows } from './placed-rows.ts'

describe('the rows of a list', () => {
  it('[UI94] a record that stays keeps its row, wherever it stands now', () => {
    const rowsOf = createPlacedRows()
    const [a, b, c] = keys(rowsOf(listOf('abc'), THREE))
    expect(keys(rowsOf(listOf('cab'), THREE))).toEqual([c, a, b])
  })

  it('[UI94] another record takes over the row of the one that was there and is gone', () => {
    const rowsOf = createPlacedRows()
    const before = keys(rowsOf(listOf('abc'), THREE))
    const rows = rowsOf(listOf('dbe'), THREE)
    expect(keys(rows)).toEqual(before)
    expect(rows.map(({ item }) => item?.id)).toEqual(['d', 'b', 'e'])
  })

  it('[UI94] no two records share a row', () => {
    const rowsOf = createPlacedRows()
    rowsOf(listOf('abc'), THREE)
    // `a` moves down, so that its row is not free for `d`.
    const rows = rowsOf(listOf('dace'), { first: 0, count: 4 })
    expect(new Set(keys(rows)).size).toBe(4)
  })

  it('[UI27] a row that is held stays, at its end, and is no other row when it is wanted again', () => {
    const rowsOf = createPlacedRows()
    const all = { ...listOf('abcdefghij'), total: 10 }
    const held = rowsOf(all, THREE)[1]?.key
    const below = rowsOf(all, { first: 6, count: 3 }, 'b')
    expect(below.map(({ item }) => item?.id)).toEqual(['b', 'g', 'h', 'i'])
    expect(below[0]).toMatchObject({ key: held, index: 1 })
    expect(new Set(keys(below)).size).toBe(4)
    expect(rowsOf(all, THREE, 'b').map(({ item }) => item?.id)).toEqual(['a', 'b', 'c'])
    expect(rowsOf(all, THREE, 'b')[1]?.key).toBe(held)
    expect(rowsOf(listOf('xyz'), THREE, 'gone').map(({ item }) => item?.id)).toEqual(['x', 'y', 'z'])
  })

  it('[UI94] far from what is known, all stays until the answer is there', () => {
    const rowsOf = createPlacedRows()
    const near = { ...listOf('abc'), total: 100 }
    const before = rowsOf(near, THREE)
    expect(rowsOf(near, { first: 50, count: 3 })).toBe(before)
    const rows = rowsOf({ ...listOf('xyz'), total: 100, offset: 50 }, { first: 50, count: 3 })
    expect(rows.map(({ index }) => index)).toEqual([50, 51, 52])
    expect(keys(rows)).toEqual(keys(before))
  })
})

const THREE = { first: 0, count: 3 }

function keys(rows: readonly { readonly key: number }[]): number[] {
  return rows.map(({ key }) => key)
}

function listOf(ids: string): Records {
  const items = [...ids].map((id) => ({ id, title: id, shown: {}, titles: {}, state: 'synced' as const }))
  return { question: ids, query: {}, offset: 0, total: items.length, items }
}
