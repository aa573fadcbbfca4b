import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { models } from './models/index.ts'
import type { Field } from './model.ts'
import { utf16Arbitrary } from './testing/arbitraries.ts'
import { sameValue, type Value } from './value.ts'
import { validatePatch, validateRecord, validateValue } from './validate.ts'

const anyField = fc.constantFrom(...models.all.flatMap((model) => Object.values(model.fields)))
const anyText = fc.oneof(fc.string({ unit: 'grapheme' }), utf16Arbitrary)
const anyValue = fc.oneof(
  anyText,
  fc.double(),
  fc.integer(),
  fc.constantFrom(-0, 2 ** 53, NaN, null, true),
  fc.array(anyText, { maxLength: 3 }),
  fc.jsonValue(),
)

it('[F61] [F63] [F64] whatever is accepted comes back the same from JSON in UTF-8', () => {
  fc.assert(
    fc.property(anyField, fc.oneof(anyValue, fittingValue()), (field: Field, value) => {
      if (validateValue(field, value) !== undefined) return
      const bytes = new TextEncoder().encode(JSON.stringify(value))
      const back: unknown = JSON.parse(new TextDecoder().decode(bytes))
      expect(back).toStrictEqual(value)
      expect(sameValue(back as Value | null, value as Value | null)).toBe(true)
      expect(validateValue(field, back)).toBeUndefined()
    }),
    { numRuns: 2_000 },
  )
})

it('[F63] a text is accepted exactly if UTF-8 can carry it and it has no NUL', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, fc.constantFrom('\0', '\uD83D', '\uDC4D\uD83D')), (text) => {
      const carried = new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(text)) === text
      const accepted = validateValue({ kind: 'text', label: 'T' }, text) === undefined
      expect(accepted).toBe(carried && !text.includes('\0'))
    }),
    { numRuns: 2_000 },
  )
})

it('[F65] no JSON makes the validator throw, or leaves its answers’ prototype touched', () => {
  fc.assert(
    fc.property(fc.constantFrom(...models.all), fc.dictionary(fc.string(), anyValue), (model, patch) => {
      const errors = validatePatch(model, patch)
      expect(Object.getPrototypeOf(errors)).toBe(Object.prototype)
      const unknown = Object.keys(patch).filter((name) => !Object.hasOwn(model.fields, name))
      expect(Object.keys(errors)).toEqual(expect.arrayContaining(unknown))
      const required = Object.keys(model.fields).filter(
        (name) => model.fields[name]?.required && !Object.hasOwn(patch, name),
      )
      expect(Object.keys(validateRecord(model, patch))).toEqual(expect.arrayContaining(required))
    }),
  )
})

function fittingValue(): fc.Arbitrary<Value> {
  return fc.oneof(
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)),
    fc.maxSafeInteger(),
    fc.subarray(['roof', 'stairs', 'lift']),
    fc.constantFrom('cash', 'active', 'ana@demo.test'),
    fc.uuid(),
  )
}
