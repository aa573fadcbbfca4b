import { describe, expect, it } from 'vitest'
import { policyOf } from '../model.ts'
import { models, SCHEMA } from './index.ts'

/** The table of docs/PROTOCOL.md §7. */
const table = [
  {
    name: 'buildings',
    kinds: {
      name: 'text',
      address: 'text',
      description: 'longText',
      phone: 'phone',
      floors: 'integer',
      status: 'choice',
    },
    required: ['name'],
    policies: { '': 'manual' },
  },
  {
    name: 'tenants',
    kinds: { name: 'text', email: 'email', phone: 'phone', notes: 'longText' },
    required: ['name'],
    unique: ['email'],
    policies: { '': 'manual', phone: 'lww', notes: 'client_wins' },
  },
  {
    name: 'leases',
    kinds: { building: 'reference', tenant: 'reference', start: 'date', end: 'date', rent: 'money' },
    required: ['building', 'tenant', 'start'],
    policies: { '': 'manual' },
    theirs: ['rent'],
    references: { building: 'buildings', tenant: 'tenants' },
  },
  {
    name: 'payments',
    kinds: { lease: 'reference', amount: 'money', paid_on: 'date', method: 'choice' },
    required: ['lease', 'amount'],
    policies: { '': 'server_wins' },
    references: { lease: 'leases' },
  },
  {
    name: 'inspections',
    kinds: { building: 'reference', date: 'date', checklist: 'choices', notes: 'longText' },
    required: ['building', 'date'],
    policies: { '': 'lww', notes: 'manual' },
    references: { building: 'buildings' },
  },
]

it('[CT3] the demo’s models are the five of the protocol, under one schema number; more may stand beside them', () => {
  expect(models.all.map(({ name }) => name)).toEqual(expect.arrayContaining(table.map(({ name }) => name)))
  expect(SCHEMA).toBe(1)
})

describe.each(table)('$name', ({ name, kinds, required, unique = [], policies, theirs = [], references = {} }) => {
  const model = models.get(name)
  if (!model) throw new Error(`no model ${name}`)
  const fields = Object.entries(model.fields)
  const namesOf = (chosen: typeof fields) => chosen.map(([field]) => field)

  it('[CT3] has the fields of the protocol’s table', () => {
    expect(Object.fromEntries(fields.map(([field, { kind }]) => [field, kind]))).toEqual(kinds)
    expect(namesOf(fields.filter(([, field]) => field.required))).toEqual(required)
    expect(namesOf(fields.filter(([, field]) => 'unique' in field && field.unique))).toEqual(unique)
    expect(namesOf(fields.filter(([, field]) => field.defaultSide === 'theirs'))).toEqual(theirs)
    const targets = fields.flatMap(([field, it]) => (it.kind === 'reference' ? [[field, it.model]] : []))
    expect(Object.fromEntries(targets)).toEqual(references)
  })

  it('[CT3] has the policies of the protocol’s table', () => {
    const own = fields.flatMap(([field, { policy }]) => (policy ? [[field, policy]] : []))
    expect({ '': policyOf(model), ...Object.fromEntries(own) }).toEqual(policies)
  })
})

it('[CT3] the models and a building’s fields have the labels that the screens promise', () => {
  const building = models.get('buildings')
  expect(Object.values(building?.fields ?? {}).map(({ label }) => label)).toEqual([
    'Name',
    'Address',
    'Description',
    'Phone',
    'Floors',
    'Status',
  ])
  const plurals = table.map(({ name }) => models.get(name)?.plural)
  expect(plurals).toEqual(['Buildings', 'Tenants', 'Leases', 'Payments', 'Inspections'])
})

it('[CT3] a model is plain data: it survives JSON', () => {
  expect(JSON.parse(JSON.stringify(models.all))).toEqual(models.all)
})
