import { expect, it } from 'vitest'
import { defineModel, type Field, type Model } from './model.ts'
import { createRegistry } from './registry.ts'

function model(name: string, references: { [field: string]: [target: string, required: boolean] } = {}): Model {
  const fields = Object.entries(references).map(([field, [target, required]]): [string, Field] => [
    field,
    { kind: 'reference', label: field, model: target, required },
  ])
  return defineModel({
    name,
    label: name,
    plural: name,
    title: ['title'],
    subtitle: [],
    search: [],
    filters: [],
    fields: { title: { kind: 'text', label: 'Title' }, ...Object.fromEntries(fields) },
  })
}

it('[CT5] models are found by name, in the order they were listed', () => {
  const [a, b] = [model('a'), model('b', { parent: ['a', true] })]
  const registry = createRegistry([a, b])
  expect(registry.all).toEqual([a, b])
  expect([registry.get('b'), registry.get('c'), registry.get('constructor')]).toEqual([b, undefined, undefined])
})

it('[CT5] a model knows who refers to it, by which field', () => {
  const a = model('a', { next: ['a', false] })
  const b = model('b', { one: ['a', true], other: ['a', false] })
  const registry = createRegistry([a, b])
  expect(registry.referrersOf('a')).toEqual([
    { model: a, field: 'next' },
    { model: b, field: 'one' },
    { model: b, field: 'other' },
  ])
  expect(registry.referrersOf('b')).toEqual([])
})

it.each<[string, Model[], RegExp]>([
  ['two models of one name', [model('a'), model('a')], /share a name/],
  ['a reference to nothing', [model('a', { parent: ['b', false] })], /does not exist/],
  ['a required reference to its own model', [model('a', { next: ['a', true] })], /cycle: a → a/],
  [
    'a cycle of required references',
    [model('a', { to: ['b', true] }), model('b', { to: ['c', true] }), model('c', { to: ['a', true] })],
    /cycle: a → b → c → a/,
  ],
])('[CT5] %s: refused at start-up', (_, all, why) => {
  expect(() => createRegistry(all)).toThrow(why)
})

it('[F59] a cycle that an optional reference breaks is none, nor are two ways to one model', () => {
  const cycle = [model('a', { to: ['b', true] }), model('b', { to: ['a', false] })]
  expect(() => createRegistry(cycle)).not.toThrow()
  const diamond = [
    model('a', { one: ['b', true], other: ['c', true] }),
    model('b', { to: ['d', true] }),
    model('c', { to: ['d', true] }),
    model('d'),
  ]
  expect(() => createRegistry(diamond)).not.toThrow()
})
