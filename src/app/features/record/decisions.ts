import { i18n } from '@lingui/core'
import type { Field, Model } from '../../../../contract/model.ts'
import { type Data, isJsonObject, sameValue, type Value } from '../../../../contract/value.ts'
import type { SyncEvent } from '../../../sync/core/types.ts'
import { validateValue } from '../../../../contract/validate.ts'
import { word } from '../../i18n/show-value.ts'

/** A value in the person's words; `null` is nothing. */
export type ShowField = (field: Field, value: Value | null) => string

/** A question that was decided on this device. */
export interface Decision {
  /** RFC 3339, device clock. */
  readonly at: string
  readonly title: string
  readonly fields: readonly DecidedField[]
}

export interface DecidedField {
  readonly name: string
  readonly mine: Value | null
  readonly theirs: Value | null
  readonly chosen: Value | null
}

/** What was decided on this device about a record, newest first: without a network nobody else tells it. */
export function decisionsOf(model: Model, id: string, events: readonly SyncEvent[]): Decision[] {
  return events.flatMap(({ at, kind, detail }) => {
    if (kind !== 'resolved' || detail['model'] !== model.name || detail['id'] !== id) return []
    if (detail['decision'] === 'merge')
      return [{ at, title: i18n.t('You decided a conflict on this device'), fields: fieldsOf(model, detail) }]
    if (detail['decision'] !== 'insist') return []
    const title =
      detail['op'] === 'delete'
        ? i18n.t('You deleted this anyway, on this device')
        : i18n.t('You restored this with your changes, on this device')
    return [{ at, title, fields: [] }]
  })
}

/** Every value of some decisions, so that references can be named. */
export function valuesOf(decisions: readonly Decision[]): { readonly [field: string]: Value | null }[] {
  return decisions.flatMap(({ fields }) =>
    (['mine', 'theirs', 'chosen'] as const).map((side) =>
      Object.fromEntries(fields.map((field) => [field.name, field[side]])),
    ),
  )
}

/** `Floors: yours, 5, over theirs, 7` */
export function decisionText(model: Model, { name, mine, theirs, chosen }: DecidedField, show: ShowField): string {
  const field = model.fields[name]
  if (!field) return name
  const values = { field: word(field.label), mine: show(field, mine), theirs: show(field, theirs) }
  if (sameValue(chosen, mine)) return i18n.t('{field}: yours, {mine}, over theirs, {theirs}', values)
  if (sameValue(chosen, theirs)) return i18n.t('{field}: theirs, {theirs}, over yours, {mine}', values)
  const all = { ...values, chosen: show(field, chosen) }
  return i18n.t('{field}: {chosen}, in place of yours, {mine}, and theirs, {theirs}', all)
}

function fieldsOf(model: Model, detail: SyncEvent['detail']): DecidedField[] {
  const { asked, fields } = detail
  if (!isJsonObject(fields)) return []
  return Object.entries(model.fields).flatMap(([name, field]) => {
    const sides = fields[name]
    if (!isJsonObject(sides) || (Array.isArray(asked) && !asked.includes(name))) return []
    const side = (of: string) => valueIn(field, sides, of)?.value ?? null
    return [{ name, mine: side('mine'), theirs: side('theirs'), chosen: side('chosen') }]
  })
}

/** A value that the field can hold; `null`: unset. */
function valueIn(field: Field, values: { readonly [name: string]: unknown } | undefined, name: string) {
  if (!values || !Object.hasOwn(values, name)) return undefined
  const value = values[name]
  return fits(field, value) ? { value } : { value: null }
}

function fits(field: Field, value: unknown): value is Data[string] {
  return value !== null && validateValue(field, value) === undefined
}
