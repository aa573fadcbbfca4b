import { describe, expect, it } from 'vitest'
import { defineModel, type Field } from './model.ts'
import {
  isRecordId,
  isValidPatch,
  knownFields,
  TEXT_BYTES_MAX,
  validatePatch,
  validateRecord,
  validateValue,
} from './validate.ts'

const text: Field = { kind: 'text', label: 'T' }
const requiredText: Field = { kind: 'longText', label: 'T', required: true }
const code: Field = { kind: 'text', label: 'C', pattern: '[a-z]|[0-9]{2}' }
const email: Field = { kind: 'email', label: 'E' }
const url: Field = { kind: 'url', label: 'U' }
const integer: Field = { kind: 'integer', label: 'I', min: -1, max: 9 }
const money: Field = { kind: 'money', label: 'M' }
const date: Field = { kind: 'date', label: 'D' }
const dateTime: Field = { kind: 'dateTime', label: 'D' }
const choice: Field = { kind: 'choice', label: 'C', options: { a: 'A', b: 'B' } }
const choices: Field = { kind: 'choices', label: 'C', options: { a: 'A', b: 'B' } }
const requiredChoices: Field = { kind: 'choices', label: 'C', options: { a: 'A' }, required: true }
const yesNo: Field = { kind: 'boolean', label: 'B' }
const reference: Field = { kind: 'reference', label: 'R', model: 'things' }

describe('a value of a field', () => {
  it.each<[Field, unknown]>([
    [text, ''],
    [text, ' é 👩‍🚀 مرحبا e\u0301'],
    [text, 'a'.repeat(TEXT_BYTES_MAX)],
    [text, 'é'.repeat(TEXT_BYTES_MAX / 2)],
    [text, '👍'.repeat(TEXT_BYTES_MAX / 4)],
    [text, null],
    [code, 'x'],
    [code, '42'],
    [email, 'ana@demo.test'],
    [url, 'https://example.test/a?b'],
    [url, 'Https://example.test'],
    [{ kind: 'phone', label: 'P' }, '+43 1 234'],
    [integer, -1],
    [integer, 9],
    [integer, 0],
    [money, Number.MAX_SAFE_INTEGER],
    [money, Number.MIN_SAFE_INTEGER],
    [date, '0000-02-29'],
    [date, '9999-12-31'],
    [date, '2024-02-29'],
    [date, '2000-02-29'],
    [dateTime, '2026-11-20T23:59:59.999Z'],
    [choice, 'a'],
    [choices, []],
    [choices, ['b', 'a']],
    [yesNo, false],
    [reference, '0198-abc.D_e:f'],
  ])('[CT14] is accepted: case %#', (field, value) => {
    expect(validateValue(field, value)).toBeUndefined()
  })

  it.each<[Field, unknown, string]>([
    [text, 'é'.repeat(TEXT_BYTES_MAX / 2) + 'a', 'too_long'],
    [text, '👍'.repeat(TEXT_BYTES_MAX / 4) + 'a', 'too_long'],
    [text, '€'.repeat(TEXT_BYTES_MAX / 3) + '€', 'too_long'],
    [text, 1, 'wrong_type'],
    [text, undefined, 'wrong_type'],
    [text, {}, 'wrong_type'],
    [reference, '-a', 'bad_id'],
  ])('[WP6] a text too long, of the wrong type, or an id that is none: case %#', (field, value, error) => {
    expect(validateValue(field, value)).toBe(error)
  })

  it.each<[Field, unknown, string]>([
    [requiredText, '', 'required'],
    [requiredText, ' \t\n\u00a0', 'required'],
    [requiredText, null, 'required'],
    [requiredChoices, [], 'required'],
  ])('[WP13] a required value that is blank or empty: case %#', (field, value, error) => {
    expect(validateValue(field, value)).toBe(error)
  })

  it.each<[Field, unknown, string]>([
    [integer, NaN, 'wrong_type'],
    [integer, Infinity, 'wrong_type'],
    [integer, 1.5, 'wrong_type'],
    [integer, -0, 'wrong_type'],
    [integer, '1', 'wrong_type'],
    [money, 2 ** 53, 'wrong_type'],
  ])('[F61] no safe whole number: case %#', (field, value, error) => {
    expect(validateValue(field, value)).toBe(error)
  })

  it.each<[Field, unknown, string]>([
    [date, '2023-02-29', 'bad_date'],
    [date, '1900-02-29', 'bad_date'],
    [date, '2026-00-01', 'bad_date'],
    [date, '2026-13-01', 'bad_date'],
    [date, '2026-04-31', 'bad_date'],
    [date, '2026-04-00', 'bad_date'],
    [date, '+12026-04-01', 'bad_date'],
    [date, '2026-4-1', 'bad_date'],
    [date, '2026-04-01\n', 'bad_date'],
    [date, 20260401, 'wrong_type'],
    [dateTime, '2026-11-20T10:00:00Z', 'bad_date'],
    [dateTime, '2026-11-20T10:00:00.000+01:00', 'bad_date'],
    [dateTime, '2026-11-20T24:00:00.000Z', 'bad_date'],
    [dateTime, '2026-11-20T10:00:60.000Z', 'bad_date'],
    [dateTime, '2026-02-30T10:00:00.000Z', 'bad_date'],
    [dateTime, 0, 'wrong_type'],
  ])('[F62] no such day or instant: case %#', (field, value, error) => {
    expect(validateValue(field, value)).toBe(error)
  })

  it.each<[Field, unknown, string]>([
    [text, 'a\uD800', 'bad_text'],
    [text, '\uDC00a', 'bad_text'],
    [text, '\uDC00\uD800', 'bad_text'],
    [text, '👍\uDC4D', 'bad_text'],
  ])('[F63] a lone surrogate: case %#', (field, value, error) => {
    expect(validateValue(field, value)).toBe(error)
  })

  it.each<[Field, unknown, string]>([[text, 'a\0b', 'bad_text']])('[F64] NUL: case %#', (field, value, error) => {
    expect(validateValue(field, value)).toBe(error)
  })

  it('[F65] a choice that every object inherits is no option', () => {
    expect(validateValue(choice, 'constructor')).toBe('not_an_option')
  })

  it('[CT1] a set names no key twice', () => {
    expect(validateValue(choices, ['a', 'a'])).toBe('wrong_type')
  })

  it.each<[Field, unknown, string]>([
    [code, 'xy', 'bad_pattern'],
    [code, '4', 'bad_pattern'],
    [email, 'ana', 'bad_email'],
    [email, 'a na@demo.test', 'bad_email'],
    [url, 'javascript:alert(1)', 'bad_url'],
    [url, 'https://', 'bad_url'],
    [integer, -2, 'too_small'],
    [integer, 10, 'too_large'],
    [choice, 'c', 'not_an_option'],
    [choice, ['a'], 'wrong_type'],
    [choices, 'a', 'wrong_type'],
    [choices, ['a', 1], 'wrong_type'],
    [choices, ['a', 'c'], 'not_an_option'],
    [yesNo, 'true', 'wrong_type'],
    [reference, 7, 'wrong_type'],
  ])('[CT14] what the field does not allow: case %#', (field, value, error) => {
    expect(validateValue(field, value)).toBe(error)
  })
})

describe('a record id', () => {
  it.each(['a', '7', '0198c0de-0000-7000-8000-000000000000', 'A_.:-', 'a'.repeat(128)])('[WP6] may be %s', (id) => {
    expect(isRecordId(id)).toBe(true)
  })

  it.each(['', '-a', '.a', 'a/b', 'a b', 'é', 'a\n', 'a'.repeat(129), 7, null])('[WP6] may not be %j', (id) => {
    expect(isRecordId(id)).toBe(false)
  })

  it.each(['__proto__', 'constructor', 'prototype'])('[F65] may not be %s', (id) => {
    expect(isRecordId(id)).toBe(false)
  })
})

describe('a patch and a record', () => {
  const things = defineModel({
    name: 'things',
    label: 'Thing',
    plural: 'Things',
    title: ['name'],
    subtitle: [],
    search: [],
    filters: [],
    fields: { name: { ...requiredText }, floors: { kind: 'integer', label: 'F' } },
  })

  it('[CT14] every field of a patch is checked, and only those', () => {
    expect(validatePatch(things, {})).toEqual({})
    expect(validatePatch(things, { name: 'x', floors: null })).toEqual({})
    expect(validatePatch(things, { name: null, floors: 'x', rooms: 1 })).toEqual({
      name: 'required',
      floors: 'wrong_type',
      rooms: 'unknown_field',
    })
    expect([isValidPatch(things, { floors: 1 }), isValidPatch(things, { floors: 'x' })]).toEqual([true, false])
  })

  it('[CT14] a record needs its required fields, however they are missing', () => {
    expect(validateRecord(things, { name: 'x' })).toEqual({})
    expect(validateRecord(things, {})).toEqual({ name: 'required' })
    expect(validateRecord(things, { name: null })).toEqual({ name: 'required' })
    expect(validateRecord(things, { name: '  ', floors: 0.5 })).toEqual({ name: 'required', floors: 'wrong_type' })
  })

  it.each(['__proto__', 'constructor', 'prototype', 'toString'])(
    '[F65] %s is an unknown field, and never gets lost',
    (name) => {
      const patch: unknown = JSON.parse(`{"name":"x","${name}":{"admin":true}}`)
      const errors = validatePatch(things, patch as { [field: string]: unknown })
      expect(Object.entries(errors)).toEqual([[name, 'unknown_field']])
      expect(Object.entries(validateRecord(things, patch as { [field: string]: unknown }))).toEqual([
        [name, 'unknown_field'],
      ])
    },
  )

  it('[WP3] what no field can hold is left out of what is shown', () => {
    expect(knownFields(things, { name: 'x', floors: 'many', rooms: 1 })).toEqual({ name: 'x' })
    expect(knownFields(things, { name: null, floors: 3 })).toEqual({ floors: 3 })
  })
})
