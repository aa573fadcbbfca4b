import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeOrder } from './merge-order.ts'
import { indexOfText, packTexts, textAt } from './packed-texts.ts'
import { CHANGED_MAX } from './plan.ts'
import { ranksOf, sortedBy } from './sorted-by.ts'

describe('packed columns', () => {
  it('[DB14] sortedBy gives the indices by key, equal keys in their order', () => {
    const keys = fc.array(fc.oneof(fc.nat(3), fc.integer({ min: 0, max: CHANGED_MAX })))
    fc.assert(
      fc.property(keys, (keys) => {
        const expected = keys.map((key, index) => ({ key, index })).sort((a, b) => a.key - b.key || a.index - b.index)
        expect([...sortedBy(Float64Array.from(keys))]).toEqual(expected.map(({ index }) => index))
      }),
    )
  })

  it('[DB14] ranks order texts by their code units, equal ones alike', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 3, unit: 'binary' })), (texts) => {
        const ranks = ranksOf(texts)
        const sorted = texts.map((text, i) => ({ text, rank: ranks[i] ?? -1 })).sort((a, b) => a.rank - b.rank)
        expect(sorted.map(({ text }) => text)).toEqual([...texts].sort())
        expect(new Set(ranks).size).toBe(new Set(texts).size)
      }),
    )
  })

  it('[DB14] packed texts come out as they went in, and sorted ones are found', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 })), fc.string(), (texts, other) => {
        const sorted = [...texts].sort()
        const packed = packTexts(sorted)
        expect(sorted.map((_, index) => textAt(packed, index))).toEqual(sorted)
        for (const text of [...sorted, other]) expect(indexOfText(packed, text)).toBe(sorted.indexOf(text))
      }),
    )
  })

  it('[DB14] an order with slots taken out and put in is the order sorted anew', () => {
    const keys = fc.array(fc.nat(5), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(keys, fc.array(fc.nat(5)), fc.infiniteStream(fc.boolean()), (base, later, chance) => {
        const all = [...base, ...later]
        const compare = (a: number, b: number) => (all[a] ?? 0) - (all[b] ?? 0) || a - b
        const order = Uint32Array.from(base.keys()).sort(compare)
        const stale = [...base.keys()].filter(() => chance.next().value)
        const added = [...later.keys()].map((n) => n + base.length).sort(compare)
        const expected = [...[...order].filter((slot) => !stale.includes(slot)), ...added].sort(compare)
        expect([...mergeOrder(order, stale, added, compare)]).toEqual(expected)
      }),
    )
  })
})
