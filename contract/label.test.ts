import { describe, expect, it } from 'vitest'
import { decimalsOf, moneyText, plainText, subtitleOf, titleOf } from './label.ts'
import { buildings } from './models/building.ts'
import { inspections } from './models/inspection.ts'
import { leases } from './models/lease.ts'
import { payments } from './models/payment.ts'
import { type Field } from './model.ts'
import type { Data, Value } from './value.ts'

const titles = new Map([
  ['buildings/b1', 'The Hub'],
  ['tenants/t1', 'Ana Müller'],
  ['leases/l1', 'The Hub · Ana Müller'],
])
const show = plainText((model, id) => titles.get(`${model}/${id}`))

describe('title and subtitle', () => {
  it('[CT9] a title is the title fields, references by their target’s title', () => {
    expect(titleOf(buildings, { name: 'The Hub', address: 'x' }, show)).toBe('The Hub')
    expect(titleOf(leases, { building: 'b1', tenant: 't1', start: '2026-01-01' }, show)).toBe('The Hub · Ana Müller')
    expect(titleOf(inspections, { building: 'b1', date: '2026-11-20' }, show)).toBe('The Hub · 2026-11-20')
  })

  it.each<[string, Data]>([
    ['nothing is set', {}],
    ['the target is not on this device', { lease: 'l9', amount: 1 }],
  ])('[CT9] a title is the model’s label if %s', (_, data) => {
    expect(titleOf(payments, data, show)).toBe('Payment')
  })

  it('[CT9] a subtitle leaves out what is unset, and may be empty', () => {
    expect(subtitleOf(payments, { lease: 'l1', amount: 120050, method: 'transfer' }, show)).toEqual([
      '1200.50 EUR',
      'Bank transfer',
    ])
    expect(subtitleOf(buildings, { name: 'x', address: '  ' }, show)).toEqual([])
  })

  it('[F65] a field named like an inherited member is no field of the data', () => {
    expect(titleOf({ ...buildings, title: ['constructor'] }, {}, show)).toBe('Building')
  })

  it('[CT9] a screen may show values in its own way', () => {
    expect(titleOf(buildings, { name: 'Hub' }, (field, value) => `${field.label}=${String(value)}`)).toBe('Name=Hub')
  })
})

describe('plain values', () => {
  const options = { a: 'Roof', b: 'Lift' }
  it.each<[Field, Value, string]>([
    [{ kind: 'text', label: 'T' }, 'x', 'x'],
    [{ kind: 'integer', label: 'I' }, 0, '0'],
    [{ kind: 'money', label: 'M', currency: 'JPY' }, 1200, '1200 JPY'],
    [{ kind: 'choice', label: 'C', options }, 'a', 'Roof'],
    [{ kind: 'choice', label: 'C', options }, 'toString', 'toString'],
    [{ kind: 'choices', label: 'C', options }, ['b', 'a', 'z'], 'Lift, Roof, z'],
    [{ kind: 'boolean', label: 'Furnished' }, true, 'Furnished'],
    [{ kind: 'boolean', label: 'Furnished' }, false, ''],
    [{ kind: 'reference', label: 'R', model: 'buildings' }, 'b1', 'The Hub'],
    [{ kind: 'reference', label: 'R', model: 'buildings' }, 'b9', ''],
    // What a newer server sends for a field whose kind changed is shown as it is.
    [{ kind: 'reference', label: 'R', model: 'buildings' }, 7, '7'],
    [{ kind: 'choice', label: 'C', options }, ['a'], 'a'],
    [{ kind: 'choices', label: 'C', options }, 'a', 'a'],
    [{ kind: 'money', label: 'M' }, 'a', 'a'],
  ])('[CT9] %j %j is “%s”', (field, value, expected) => {
    expect(show(field, value)).toBe(expected)
  })

  it.each([
    [0, 'EUR', '0.00 EUR'],
    [5, 'EUR', '0.05 EUR'],
    [-5, 'EUR', '-0.05 EUR'],
    [-123456, 'EUR', '-1234.56 EUR'],
    [Number.MAX_SAFE_INTEGER, 'EUR', '90071992547409.91 EUR'],
    [1234, 'KWD', '1.234 KWD'],
    [1234, undefined, '12.34'],
  ])('[CT11] [F61] %i minor units of %s are “%s”, to the last digit', (minorUnits, currency, expected) => {
    expect(moneyText(minorUnits, currency)).toBe(expected)
  })

  it('[CT11] a currency has the decimals of ISO 4217', () => {
    expect(['EUR', 'JPY', 'KWD'].map(decimalsOf)).toEqual([2, 0, 3])
  })
})
