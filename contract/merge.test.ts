import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { merge } from './merge.ts'
import { patchArbitrary } from './testing/arbitraries.ts'
import { applyPatch, type Patch, sameData, sameValue, valueAt } from './value.ts'

describe('one field', () => {
  it.each([
    ['only we changed it', 'a', 'b', 'a', { patch: { name: 'b' } }],
    ['only they changed it', 'a', 'a', 'b', {}],
    ['both, to the same value', 'a', 'b', 'b', {}],
    ['both, to different values', 'a', 'b', 'c', { conflicts: [{ field: 'name', base: 'a', ours: 'b', theirs: 'c' }] }],
    ['nobody', 'a', 'a', 'a', {}],
    [
      'we cleared it, they changed it',
      'a',
      null,
      'c',
      { conflicts: [{ field: 'name', base: 'a', ours: null, theirs: 'c' }] },
    ],
    ['both cleared it', 'a', null, undefined, {}],
    [
      'we set it, they too',
      undefined,
      'b',
      'c',
      { conflicts: [{ field: 'name', base: null, ours: 'b', theirs: 'c' }] },
    ],
    ['they moved it and back', 'a', 'b', 'a', { patch: { name: 'b' } }],
    ['sets in another order', ['a', 'b'], ['c'], ['b', 'a'], { patch: { name: ['c'] } }],
    ['the same set in another order', ['a'], ['a', 'b'], ['b', 'a'], {}],
  ])('[WP14] %s', (_, base, ours, theirs, expected) => {
    const merged = merge(
      base === undefined ? {} : { name: base },
      { name: ours },
      theirs === undefined ? {} : { name: theirs },
    )
    expect(merged).toEqual({ patch: {}, conflicts: [], ...expected })
  })
})

it('[CT8] fields that we did not touch are theirs', () => {
  expect(merge({ name: 'a', note: 'n' }, { name: 'b' }, { name: 'a', floors: 2 })).toEqual({
    patch: { name: 'b' },
    conflicts: [],
  })
})

it('[F65] an inherited name is no value', () => {
  expect(merge({}, JSON.parse('{"constructor":"a"}') as Patch, {})).toMatchObject({ patch: { constructor: 'a' } })
})

it('[CT8] a field is sent again, asked or dropped, and what we changed alone survives', () => {
  fc.assert(
    fc.property(patchArbitrary, patchArbitrary, patchArbitrary, (was, ours, change) => {
      const base = applyPatch({}, was)
      const theirs = applyPatch(base, change)
      const { patch, conflicts } = merge(base, ours, theirs)
      const asked = conflicts.map(({ field }) => field)
      const named = [...Object.keys(patch), ...asked]
      expect(new Set(named).size).toBe(named.length)
      const after = applyPatch(theirs, patch)
      for (const field of ['name', 'note', 'ours', 'theirs', 'newest', 'tags']) {
        if (asked.includes(field)) continue
        const mine = Object.hasOwn(ours, field) ? valueAt(ours, field) : valueAt(base, field)
        const iChanged = !sameValue(mine, valueAt(base, field))
        expect(sameValue(valueAt(after, field), iChanged ? mine : valueAt(theirs, field))).toBe(true)
      }
    }),
  )
})

it('[CT8] merging with a server that did not move is our patch, without what equals the base', () => {
  fc.assert(
    fc.property(patchArbitrary, patchArbitrary, (was, ours) => {
      const base = applyPatch({}, was)
      const { patch, conflicts } = merge(base, ours, base)
      expect(conflicts).toEqual([])
      expect(sameData(applyPatch(base, patch), applyPatch(base, ours))).toBe(true)
    }),
  )
})
