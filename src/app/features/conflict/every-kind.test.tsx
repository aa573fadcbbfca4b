import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { defineModel, type Field } from '../../../../contract/model.ts'
import type { Value } from '../../../../contract/value.ts'
import { SatchelProvider } from '../../hooks/satchel-provider.tsx'
import { activateLanguage } from '../../i18n/i18n.ts'
import { buildingRow, createFakeSatchel, pendingBuilding } from '../../testing/fake-satchel.ts'
import type { Conflict } from './choices.ts'
import { MergeForm } from './merge-form.tsx'

afterEach(cleanup)

interface Case {
  readonly field: Field
  readonly values: readonly [was: Value | null, yours: Value | null, theirs: Value | null]
  /** As they are read on screen. */
  readonly shown: readonly [was: string, yours: string, theirs: string]
  /** What Keep both comes to; undefined: not offered. */
  readonly both?: Value
  /** What the field's own editor takes, and what is typed into it. */
  readonly editor: 'textbox' | 'combobox' | 'checkbox' | 'radio' | 'date'
  readonly typed: string
  readonly custom: Value
  /** What its validation refuses. */
  readonly wrong?: readonly [typed: string, said: string]
}

const options = { a: 'Ash', b: 'Birch', c: 'Cedar' }
const cases: readonly Case[] = [
  {
    field: { kind: 'text', label: 'Item', required: true },
    values: ['Mill', 'Old mill', 'New mill'],
    shown: ['Mill', 'Old mill', 'New mill'],
    both: 'Old mill / New mill',
    ...{ editor: 'textbox', typed: 'The mill', custom: 'The mill', wrong: ['', 'This is needed.'] },
  },
  {
    field: { kind: 'longText', label: 'Item' },
    values: [null, 'one', 'two'],
    shown: ['nothing', 'one', 'two'],
    both: 'one\ntwo',
    ...{ editor: 'textbox', typed: 'one,\ntwo', custom: 'one,\ntwo' },
  },
  {
    field: { kind: 'phone', label: 'Item', pattern: '[+0-9 ]+' },
    values: ['1', '+353 1', null],
    shown: ['1', '+353 1', 'nothing'],
    ...{ editor: 'textbox', typed: '+353 2', custom: '+353 2' },
    wrong: ['x', 'This does not have the right form.'],
  },
  {
    field: { kind: 'email', label: 'Item' },
    values: [null, 'a@x.test', 'b@x.test'],
    shown: ['nothing', 'a@x.test', 'b@x.test'],
    ...{ editor: 'textbox', typed: 'c@x.test', custom: 'c@x.test' },
    wrong: ['c at x', 'This is not an e-mail address.'],
  },
  {
    field: { kind: 'url', label: 'Item' },
    values: [null, 'https://a.test', 'https://b.test'],
    shown: ['nothing', 'https://a.test', 'https://b.test'],
    ...{ editor: 'textbox', typed: 'https://c.test', custom: 'https://c.test' },
    wrong: ['c', 'This is not a web address.'],
  },
  {
    field: { kind: 'integer', label: 'Item', max: 99 },
    values: [2, 5, 7],
    shown: ['2', '5', '7'],
    ...{ editor: 'textbox', typed: '6', custom: 6, wrong: ['100', 'This is too large.'] },
  },
  {
    field: { kind: 'money', label: 'Item', currency: 'EUR' },
    values: [90_000, 95_050, 100_000],
    shown: ['€900.00', '€950.50', '€1,000.00'],
    ...{
      editor: 'textbox',
      typed: '975,25',
      custom: 97_525,
      wrong: ['9.999', 'This is not an amount. Write it like 1234.50.'],
    },
  },
  {
    field: { kind: 'date', label: 'Item', required: true },
    values: ['2026-01-31', '2026-02-28', '2026-03-31'],
    shown: ['Jan 31, 2026', 'Feb 28, 2026', 'Mar 31, 2026'],
    ...{ editor: 'date', typed: '2026-04-30', custom: '2026-04-30', wrong: ['', 'This is needed.'] },
  },
  {
    field: { kind: 'dateTime', label: 'Item' },
    values: [null, '2026-02-28T09:00:00.000Z', '2026-03-31T09:00:00.000Z'],
    shown: ['nothing', 'Feb 28, 2026, 9:00 AM', 'Mar 31, 2026, 9:00 AM'],
    ...{ editor: 'date', typed: '2026-04-30T10:15', custom: '2026-04-30T10:15:00.000Z' },
  },
  {
    field: { kind: 'choice', label: 'Item', options },
    values: ['a', 'b', 'c'],
    shown: ['Ash', 'Birch', 'Cedar'],
    ...{ editor: 'combobox', typed: 'a', custom: 'a' },
  },
  {
    field: { kind: 'choices', label: 'Item', options, required: true },
    values: [['a'], ['a', 'b'], ['c']],
    shown: ['Ash', 'Ash and Birch', 'Cedar'],
    both: ['a', 'b', 'c'],
    ...{ editor: 'checkbox', typed: 'Birch', custom: ['a'] },
  },
  {
    field: { kind: 'boolean', label: 'Item' },
    values: [null, true, false],
    shown: ['nothing', 'Yes', 'No'],
    ...{ editor: 'radio', typed: 'No', custom: false },
  },
  {
    field: { kind: 'reference', label: 'Item', model: 'buildings' },
    values: ['b1', 'b2', 'b3'],
    shown: ['Mill', 'Barn', 'Shed'],
    ...{ editor: 'combobox', typed: 'Silo', custom: 'b4' },
  },
]

const ITEM = 'item'

function open({ field, values: [was, yours, theirs] }: Case) {
  const model = defineModel({
    ...{ name: 'things', label: 'Thing', plural: 'Things', title: [ITEM], subtitle: [], search: [], filters: [] },
    fields: { [ITEM]: field },
  })
  const conflict: Conflict = {
    ...{ kind: 'conflict', serverVersion: 2, fields: [ITEM] },
    serverData: theirs === null ? {} : { [ITEM]: theirs },
    theirs: { [ITEM]: { version: 2, by: 'Ben', at: '2026-11-20T09:00:00.000Z' } },
  }
  const change = pendingBuilding(1, 'Thing', {
    ...{ model: 'things', group: 'review', state: 'parked', reason: conflict, patch: { [ITEM]: yours } },
    base: was === null ? {} : { [ITEM]: was },
  })
  const satchel = createFakeSatchel()
  satchel.setRows(['Mill', 'Barn', 'Shed', 'Silo'].map((name, i) => buildingRow(`b${i + 1}`, { name })))
  satchel.setPending([change])
  activateLanguage()
  const rest = { stored: {}, isAgain: false, onApplying: () => undefined, onClose: () => undefined }
  render(
    <SatchelProvider satchel={satchel}>
      <MergeForm {...{ model, change, conflict }} {...rest} />
    </SatchelProvider>,
  )
  const group = within(screen.getByRole('radiogroup', { name: 'Item' }))
  const result = within(screen.getByRole('region', { name: 'The result' }))
  const apply = () => fireEvent.click(screen.getByRole('button', { name: 'Apply merge' }))
  const applied = () =>
    satchel.calls.map((call) => call.kind === 'resolve' && call.decision.kind === 'merge' && call.decision.values)
  return { group, result, apply, applied }
}

async function type({ editor }: Case, group: ReturnType<typeof open>['group'], typed: string) {
  if (editor === 'checkbox' || editor === 'radio') return void fireEvent.click(group.getByRole(editor, { name: typed }))
  const input = editor === 'date' ? group.getByLabelText('Item', { selector: 'input' }) : group.getByRole(editor)
  fireEvent.change(input, { target: { value: typed } })
  if (input instanceof HTMLInputElement && editor === 'combobox')
    fireEvent.click(await group.findByRole('option', { name: typed }))
}

describe.each(cases)('a conflict of a $field.kind', (kind) => {
  const [was, yours, theirs] = kind.shown

  it('[UI18] shows what was, yours with when, theirs with who and when', async () => {
    const { group } = open(kind)
    expect(await group.findByText(`Was: ${was}`)).toBeTruthy()
    const mine = await group.findByRole('radio', { name: `Yours: ${yours}`, description: /^You, Nov 20, 2026/ })
    expect(mine).toHaveProperty('checked', true)
    expect(group.getByRole('radio', { name: `Theirs: ${theirs}`, description: /^Ben, Nov 20, 2026/ })).toBeTruthy()
  })

  it('[UI19] yours, theirs, and both where two can stand together', async () => {
    const { group, apply, applied } = open(kind)
    apply()
    await waitFor(() => expect(applied()).toEqual([{ [ITEM]: kind.values[1] }]))
    fireEvent.click(group.getByRole('radio', { name: /^Theirs: / }))
    apply()
    await waitFor(() => expect(applied()[1]).toEqual({ [ITEM]: kind.values[2] }))
    expect(group.queryAllByRole('radio', { name: 'Keep both' })).toHaveLength(kind.both === undefined ? 0 : 1)
  })

  it('[UI19] a custom value in the field’s own editor', async () => {
    const { group, apply, applied } = open(kind)
    fireEvent.click(group.getByRole('radio', { name: 'Custom value' }))
    await type(kind, group, kind.typed)
    apply()
    await waitFor(() => expect(applied()).toEqual([{ [ITEM]: kind.custom }]))
  })
})

describe.each(cases.filter(({ both }) => both !== undefined))('two versions of a $field.kind', (kind) => {
  it('[UI19] can stand together', async () => {
    const { group, apply, applied } = open(kind)
    fireEvent.click(group.getByRole('radio', { name: 'Keep both' }))
    apply()
    await waitFor(() => expect(applied()).toEqual([{ [ITEM]: kind.both }]))
  })
})

describe.each(cases.filter(({ wrong }) => wrong !== undefined))('a wrong custom value of a $field.kind', (kind) => {
  it('[UI19] [UI82] is refused by the field’s own validation, beside it and in the result', async () => {
    const { group, result, apply, applied } = open(kind)
    const [typed = '', said = ''] = kind.wrong ?? []
    fireEvent.click(group.getByRole('radio', { name: 'Custom value' }))
    await type(kind, group, typed)
    expect(group.getByText(said)).toBeTruthy()
    expect(result.getByText(said)).toBeTruthy()
    apply()
    expect(applied()).toEqual([])
  })
})
