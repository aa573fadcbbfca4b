import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keepSame } from './keep-same.ts'

describe('what is read again', () => {
  it('[UI30] is the very same value if nothing has changed', () => {
    const before = {
      total: 2,
      items: [
        { id: 'a', shown: { name: 'Mill' } },
        { id: 'b', shown: {} },
      ],
    }
    expect(keepSame(before, structuredClone(before))).toBe(before)
  })

  it('[UI30] keeps each record that is as it was, wherever it stands now', () => {
    const [mill, hub] = [
      { id: 'a', shown: { name: 'Mill' } },
      { id: 'b', shown: { name: 'Hub' } },
    ]
    const next = keepSame(
      { items: [mill, hub] },
      { items: [{ id: 'b', shown: { name: 'The Hub' } }, structuredClone(mill)] },
    )
    expect(next).toEqual({ items: [{ id: 'b', shown: { name: 'The Hub' } }, mill] })
    expect(next.items[1]).toBe(mill)
  })

  it('[UI30] always equals what was read', () => {
    const data = fc.jsonValue({ maxDepth: 3 })
    fc.assert(
      fc.property(data, data, (before, next) => {
        expect(keepSame(before, next)).toEqual(next)
        expect(keepSame({ a: before, b: next }, { b: next, a: before })).toEqual({ a: before, b: next })
      }),
    )
  })

  it('[UI30] tells a member that is unset from one that is not there', () => {
    expect(Object.keys(keepSame({ a: 1 }, { a: 1, b: undefined }))).toEqual(['a', 'b'])
    expect(Object.keys(keepSame({ a: 1, b: undefined }, { a: 1 }))).toEqual(['a'])
  })
})
