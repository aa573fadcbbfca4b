import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  applyPatch,
  canonicalJson,
  type Data,
  differingFields,
  type Patch,
  sameData,
  sameValue,
  valueAt,
} from './value.ts'

describe('equality', () => {
  it.each([
    ['a', 'a', true],
    ['a', 'b', false],
    ['é', 'e\u0301', false],
    [0, -0, true],
    [1, '1', false],
    [false, null, false],
    [null, undefined, true],
    ['', null, false],
    [[], null, false],
    [['a', 'b'], ['b', 'a'], true],
    [['a', 'b'], ['a'], false],
    [['a'], ['b'], false],
    [['a', 'a'], ['a'], true],
    [['a'], 'a', false],
  ])('[CT1] [CT2] %j and %j: %s', (a, b, same) => {
    expect(sameValue(a, b)).toBe(same)
    expect(sameValue(b, a)).toBe(same)
  })

  it('[CT2] absent, undefined and null are one', () => {
    expect(differingFields({ a: 1, c: 'x' }, { a: 1, b: null, c: 'y', d: 0 })).toEqual(['c', 'd'])
    expect([sameData({ a: 1 }, { a: 1 }), sameData({ a: 1 }, { a: 1, b: 2 })]).toEqual([true, false])
  })
})

describe('a patch', () => {
  it('[CT2] sets what it names, null clears, and neither input changes', () => {
    const data: Data = Object.freeze({ a: 1, b: 2 })
    const patch: Patch = Object.freeze({ a: 3, b: null, c: null })
    expect(applyPatch(data, patch)).toEqual({ a: 3 })
    expect(data).toEqual({ a: 1, b: 2 })
  })

  it('[F65] never reaches the prototype', () => {
    const patched = applyPatch({}, JSON.parse('{"__proto__":{"admin":true}}') as Patch)
    expect(Object.getPrototypeOf(patched)).toBe(Object.prototype)
    expect((patched as { admin?: unknown }).admin).toBeUndefined()
    expect([valueAt({}, 'constructor'), valueAt({ a: 1 }, 'a'), valueAt({ a: null }, 'a')]).toEqual([null, 1, null])
    expect(valueAt({ a: undefined } as unknown as Data, 'a')).toBeNull()
  })
})

describe('canonical JSON', () => {
  it.each([
    [{ b: 1, a: [{ d: null, c: 'é\n' }], A: true }, '{"A":true,"a":[{"c":"é\\n","d":null}],"b":1}'],
    [{ '\u{1F600}': 1, '\uFB33': 2 }, '{"\u{1F600}":1,"\uFB33":2}'],
    [{ a: undefined, b: -0 }, '{"b":0}'],
    [[1e21, 0.1, 'x'], '[1e+21,0.1,"x"]'],
    [null, 'null'],
  ])('[CT7] %j is %s', (value, expected) => {
    expect(canonicalJson(value)).toBe(expected)
  })

  it('[CT7][F65] names that objects inherit stay members', () => {
    const text = '{"__proto__":{"a":1},"constructor":2}'
    expect(canonicalJson(JSON.parse(text))).toBe(text)
  })

  it('[CT7] many names are sorted as few are', () => {
    const names = Array.from({ length: 40 }, (_, i) => `f${(i * 7) % 40}`)
    const text = canonicalJson(Object.fromEntries(names.map((name) => [name, 0])))
    expect(text).toBe(JSON.stringify(Object.fromEntries(names.toSorted().map((name) => [name, 0]))))
  })

  it('[CT7] equal values give equal text in whatever order they were built, and the text reads back as the value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value)
        expect(canonicalJson(reversed(value))).toBe(text)
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
})

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  )
}
