import { describe, expect, it } from 'vitest'
import { models } from '../../contract/models/index.ts'
import { parseChange } from './parse-change.ts'

const sync = { registry: models, schema: 3, lifts: [] }
const ours = { mutation_id: 1, op: 'update', model: 'buildings', id: 'b1', version: 1, data: { name: 'Hub' } }

function refusalOf(change: unknown) {
  const parsed = parseChange(sync, change)
  return parsed.kind === 'refused' ? parsed.result : undefined
}

describe('what is wrong inside a change is its result', () => {
  it.each([null, 7, [], {}, { ...ours, op: 'upsert' }, { ...ours, op: ['create'] }])(
    '[WP13] INVALID_OP: %j',
    (change) => {
      expect(refusalOf(change)).toMatchObject({ ok: false, code: 'INVALID_OP' })
    },
  )

  it.each(['ghosts', undefined, 7, '__proto__', 'constructor'])('[WP13] UNKNOWN_MODEL: %j', (model) => {
    expect(refusalOf({ ...ours, model })).toMatchObject({ ok: false, code: 'UNKNOWN_MODEL' })
  })

  it.each([
    [{ id: '' }, { id: 'bad_id' }],
    [{ id: '../x' }, { id: 'bad_id' }],
    [{ id: 7 }, { id: 'bad_id' }],
    [{ version: undefined }, { version: 'wrong_type' }],
    [{ version: -1 }, { version: 'wrong_type' }],
    [{ version: 1.5 }, { version: 'wrong_type' }],
    [{ version: null }, { version: 'wrong_type' }],
    [{ op: 'create', version: null }, { version: 'wrong_type' }],
    [{ schema: 0 }, { schema: 'wrong_type' }],
    [{ schema: null }, { schema: 'wrong_type' }],
    [{ schema: '3' }, { schema: 'wrong_type' }],
    [{ edited_at: 'noon' }, { edited_at: 'bad_date' }],
    [{ edited_at: '2026-13-01T00:00:00.000Z' }, { edited_at: 'bad_date' }],
    [{ edited_at: null }, { edited_at: 'bad_date' }],
    [{ data: undefined }, { data: 'wrong_type' }],
    [{ data: [] }, { data: 'wrong_type' }],
    [{ data: null }, { data: 'wrong_type' }],
    [{ op: 'delete' }, { data: 'wrong_type' }],
    [{ extra: 1 }, { extra: 'unknown_field' }],
    [{ data: { nickname: 'x' } }, { nickname: 'unknown_field' }],
    [{ data: { name: ' ' } }, { name: 'required' }],
    [{ data: { name: null } }, { name: 'required' }],
    [{ op: 'create', data: { floors: 1 } }, { name: 'required' }],
    [{ data: { floors: '3' } }, { floors: 'wrong_type' }],
    [{ data: { floors: { a: 1 } } }, { floors: 'wrong_type' }],
    [{ data: { name: 'a\u0000b' } }, { name: 'bad_text' }],
  ])('[WP13] INVALID: %j names %j', (change, fields) => {
    expect(refusalOf({ ...ours, ...change })).toMatchObject({ ok: false, code: 'INVALID', fields })
  })

  it.each(['id', 'version', 'created_at', 'updated_at', 'deleted_at', '_deleted'])(
    '[WP13] %s in data is INVALID in our changes, and ignored in a desktop-scaffold client’s',
    (name) => {
      const change = { ...ours, data: { ...ours.data, [name]: 'x' } }
      expect(refusalOf(change)).toMatchObject({ code: 'INVALID', fields: { [name]: 'unknown_field' } })
      const { mutation_id: _, ...scaffold } = change
      expect(parseChange(sync, scaffold)).toMatchObject({ kind: 'change', change: { data: { name: 'Hub' } } })
    },
  )

  it.each([
    '{"op":"update","model":"buildings","id":"b1","version":1,"data":{"__proto__":{"admin":true}}}',
    '{"op":"update","model":"buildings","id":"b1","version":1,"data":{"__proto__":"x"}}',
    '{"op":"update","model":"buildings","id":"b1","version":1,"data":{"constructor":"x"}}',
    '{"op":"update","model":"buildings","id":"b1","version":1,"data":{"name":"x"},"__proto__":{"id":"b2"}}',
    '{"op":"update","model":"buildings","id":"constructor","version":1,"data":{"name":"x"}}',
    '{"op":"update","model":"buildings","id":"b1","version":1,"data":{"name":{"__proto__":"x"}}}',
    '{"op":"create","model":"buildings","id":"b1","data":{"name":"x","prototype":1}}',
  ])('[WP6][F65] names that objects inherit are never accepted: %s', (text) => {
    const change = JSON.parse(text) as object
    expect(refusalOf(change)).toMatchObject({ code: 'INVALID' })
    expect(refusalOf({ ...change, mutation_id: 1 })).toMatchObject({ code: 'INVALID' })
  })

  it('[WP6] a delete may bring empty data, and a create may leave its version out', () => {
    expect(parseChange(sync, { ...ours, op: 'delete', data: {} })).toMatchObject({
      kind: 'change',
      change: { data: {} },
    })
    const { version: _, ...create } = { ...ours, op: 'create' }
    expect(parseChange(sync, create)).toMatchObject({ kind: 'change', change: { version: 0 } })
  })
})

describe('older schemas', () => {
  const lifts = [
    {
      from: 1,
      model: 'buildings',
      lift: ({ title, ...rest }: { readonly [field: string]: unknown }) => ({ ...rest, name: title }),
    },
    { from: 2, model: 'buildings', lift: (data: { readonly [field: string]: unknown }) => ({ ...data, floors: 1 }) },
    { from: 2, model: 'tenants', lift: () => ({}) },
  ]

  it('[ST17] a change is lifted step by step to the newest schema, from the one it was written under', () => {
    const old = { ...ours, schema: 1, data: { title: 'Hub' } }
    expect(parseChange({ ...sync, lifts }, old)).toMatchObject({
      lifted: true,
      change: { data: { name: 'Hub', floors: 1 } },
    })
    expect(parseChange({ ...sync, lifts }, { ...ours, schema: 2 })).toMatchObject({
      change: { data: { name: 'Hub', floors: 1 } },
    })
    expect(parseChange({ ...sync, lifts }, ours)).toMatchObject({ lifted: false, change: { data: { name: 'Hub' } } })
  })
})
