import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addToDigest, type Digest, EMPTY_DIGEST, hash53, removeFromDigest, rowHash } from './digest.ts'
import { utf16Arbitrary } from './testing/arbitraries.ts'

const hashes = fc.array(fc.oneof(fc.integer({ min: 0, max: 2 ** 53 - 1 }), fc.constantFrom(0, 2 ** 53 - 1)))
const sumOf = (all: readonly number[], from: Digest = EMPTY_DIGEST) => all.reduce(addToDigest, from)

describe('a digest', () => {
  it('[WP27] is count and sum mod 2^53, exactly', () => {
    fc.assert(
      fc.property(hashes, (all) => {
        const sum = all.reduce((total, hash) => (total + BigInt(hash)) % 2n ** 53n, 0n)
        expect(sumOf(all)).toEqual({ count: all.length, sum: Number(sum) })
      }),
    )
  })

  it('[WP27] does not depend on the order', () => {
    fc.assert(
      fc.property(
        hashes.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          expect(sumOf(shuffled)).toEqual(sumOf(all))
        },
      ),
    )
  })

  it('[WP27] removing undoes adding', () => {
    fc.assert(
      fc.property(hashes, hashes, (kept, gone) => {
        expect(gone.reduce(removeFromDigest, sumOf(gone, sumOf(kept)))).toEqual(sumOf(kept))
        expect(gone.reduce(removeFromDigest, sumOf(kept, sumOf(gone)))).toEqual(sumOf(kept))
      }),
    )
  })
})

describe('the hash of a row', () => {
  it('[WP27] is that of model, id, version and canonical JSON', () => {
    expect(rowHash('buildings', 'a', 7, { name: 'Hub', floors: 2 })).toBe(
      hash53('buildings\0a\x007\0{"floors":2,"name":"Hub"}'),
    )
  })

  it('[CT1] takes choices as a set', () => {
    const one = rowHash('m', 'a', 1, { tags: ['b', 'a'], name: 'x' })
    expect(rowHash('m', 'a', 1, { name: 'x', tags: ['a', 'b'] })).toBe(one)
    expect(rowHash('m', 'a', 1, { name: 'x', tags: ['a', 'b', 'a'] })).toBe(one)
    expect(rowHash('m', 'a', 1, { name: 'x', tags: ['a'] })).not.toBe(one)
  })

  it('[WP27] tells model, id, version and data apart', () => {
    const all = [
      rowHash('m', 'a', 1, { name: 'x' }),
      rowHash('n', 'a', 1, { name: 'x' }),
      rowHash('m', 'b', 1, { name: 'x' }),
      rowHash('m', 'a', 2, { name: 'x' }),
      rowHash('m', 'a', 1, { name: 'X' }),
      rowHash('m', 'a', 1, {}),
    ]
    expect(new Set(all).size).toBe(all.length)
  })

  // The published test vectors of cyrb53 with seed 0.
  it.each([
    ['a', 7929297801672961],
    ['b', 8684336938537663],
    ['revenge', 4051478007546757],
    ['revenue', 8309097637345594],
  ])('[WP27] both sides hash %s alike for ever', (text, expected) => {
    expect(hash53(text)).toBe(expected)
  })

  it('[WP27] has 53 bits', () => {
    fc.assert(
      fc.property(utf16Arbitrary, (text) => {
        expect(hash53(text)).toBeGreaterThanOrEqual(0)
        expect(Number.isSafeInteger(hash53(text))).toBe(true)
      }),
    )
  })
})
