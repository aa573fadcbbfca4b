import { describe, expect, expectTypeOf, it } from 'vitest'
import { inspections } from './models/inspection.ts'
import { payments } from './models/payment.ts'
import { tenants } from './models/tenant.ts'
import { type DataOf, defineModel, type Field, type Model, policyOf, referencesOf } from './model.ts'
import type { Data } from './value.ts'

const basics = { name: 'things', label: 'Thing', plural: 'Things', title: ['a'], subtitle: [], search: [], filters: [] }

function declare(over: Partial<Model>): () => Model {
  return () => defineModel({ ...basics, fields: { a: { kind: 'text', label: 'A' } }, ...over })
}

function withField(field: Field, name = 'b'): () => Model {
  return declare({ fields: { a: { kind: 'text', label: 'A' }, [name]: field } })
}

describe('a declaration', () => {
  it('[CT4] is returned as it is', () => {
    const model = { ...basics, fields: { a: { kind: 'text', label: 'A' } } } as const satisfies Model
    expect(defineModel(model)).toBe(model)
  })

  it.each<[string, () => Model]>([
    ['a name with capitals', declare({ name: 'Things' })],
    ['a name that every object inherits', declare({ name: 'constructor' })],
    ['no title', declare({ title: [] })],
    ['a title that is no field', declare({ title: ['b'] })],
    ['a subtitle that is no field', declare({ subtitle: ['b'] })],
    ['a search field that is none', declare({ search: ['toString'] })],
    ['a filter that is no field', declare({ filters: ['b'] })],
    ['a field with a dash', withField({ kind: 'date', label: 'B' }, 'b-c')],
    ['a pattern that is no regular expression', withField({ kind: 'text', label: 'B', pattern: '(' })],
    ['a minimum above the maximum', withField({ kind: 'integer', label: 'B', min: 2, max: 1 })],
    ['a currency that is none', withField({ kind: 'money', label: 'B', currency: 'euro' })],
    ['a choice of nothing', withField({ kind: 'choices', label: 'B', options: {} })],
  ])('[CT4] is refused with %s', (_, wrong) => {
    expect(wrong).toThrow(/^model /)
  })

  it.each(['id', 'version', 'created_at', 'updated_at', 'deleted_at', '_deleted'])(
    '[WP25] may not call a field %s: the flat row has a member of that name',
    (name) => expect(withField({ kind: 'text', label: 'B' }, name)).toThrow(/^model /),
  )

  it.each(['__proto__', 'constructor', 'prototype'])('[F65] may not call a field %s', (name) => {
    const text: Field = { kind: 'text', label: 'A' }
    const fields = Object.fromEntries(['a', name].map((each) => [each, text]))
    expect(declare({ fields })).toThrow(/^model things: field /)
  })

  it.each<Field>([
    { kind: 'email', label: 'B', unique: true, pattern: '.+@demo[.]test' },
    { kind: 'integer', label: 'B', min: 1 },
    { kind: 'money', label: 'B', max: 1, currency: 'EUR' },
    { kind: 'choice', label: 'B', options: { x: 'X' } },
    { kind: 'date', label: 'B' },
    { kind: 'dateTime', label: 'B' },
    { kind: 'boolean', label: 'B' },
    { kind: 'reference', label: 'B', model: 'things' },
  ])('[CT4] may have a field %j', (field) => {
    expect(withField(field)).not.toThrow()
  })
})

describe('what is derived', () => {
  it('[WP15] a field’s policy is its own, else the model’s, else manual', () => {
    expect([policyOf(tenants), policyOf(tenants, 'phone'), policyOf(tenants, 'notes')]).toEqual([
      'manual',
      'lww',
      'client_wins',
    ])
    expect([policyOf(inspections), policyOf(inspections, 'date'), policyOf(inspections, 'notes')]).toEqual([
      'lww',
      'lww',
      'manual',
    ])
    expect(policyOf(payments, 'no_such_field')).toBe('server_wins')
  })

  it('[CT5] the references of a record are those that are set', () => {
    expect(referencesOf(payments, { lease: 'l1', amount: 5 })).toEqual([{ field: 'lease', model: 'leases', id: 'l1' }])
    expect(referencesOf(payments, { lease: null })).toEqual([])
    expect(referencesOf(payments, {})).toEqual([])
  })

  it('[CT6] the type of a record: required fields present, the others optional, choices by their keys', () => {
    expectTypeOf<DataOf<typeof payments>>().toExtend<Data>()
    expectTypeOf<DataOf<typeof payments>>().branded.toEqualTypeOf<{
      readonly lease: string
      readonly amount: number
      readonly paid_on?: string
      readonly method?: 'cash' | 'card' | 'transfer' | 'cheque' | 'other'
    }>()
    expectTypeOf<DataOf<typeof inspections>['checklist']>().toEqualTypeOf<readonly string[] | undefined>()
    const yesNo = defineModel({ ...basics, fields: { a: { kind: 'boolean', label: 'A', required: true } } })
    expectTypeOf<DataOf<typeof yesNo>['a']>().toEqualTypeOf<boolean>()
    // @ts-expect-error amount is required
    const noAmount: DataOf<typeof payments> = { lease: 'l1' }
    expect(noAmount).not.toHaveProperty('amount')
  })
})
