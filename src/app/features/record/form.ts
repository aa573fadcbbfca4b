import { fieldOf, type Model } from '../../../../contract/model.ts'
import { type FieldErrors, validatePatch, validateRecord } from '../../../../contract/validate.ts'
import { applyPatch, type Data, type Patch, sameValue, type Value } from '../../../../contract/value.ts'
import type { Draft } from '../../../db/local-api.ts'
import type { VisibleRow } from '../../../sync/core/types.ts'
import { type Input, inputToValue, valueToInput } from './input.ts'

/** An open form. Pure: what a person typed, over what they saw. */
export interface Form {
  /**
   * What the edit is based on. It follows the record as long as no touched field moves; once one has, version and touched
   * values stay, so that the save is judged against what the person really saw (F68). Version 0: a new record.
   */
  readonly seen: VisibleRow
  /** The record as it is now. */
  readonly latest: VisibleRow
  /** Touched fields, as their editors hold them. */
  readonly typed: { readonly [field: string]: Input }
}

/** A touched field that someone else changed meanwhile. */
export interface MovedField {
  readonly value: Value | null
  readonly by: string
}

export type FormReading =
  | { readonly kind: 'valid'; readonly patch: Patch; readonly data: Data }
  /** `data`: what could be read. */
  | { readonly kind: 'invalid'; readonly errors: FieldErrors; readonly data: Data }

/** @param row the record as it is now @param draft what was typed before, and over what */
export function openForm(model: Model, row: VisibleRow, draft?: Draft): Form {
  const form: Form = { seen: draft?.seen ?? row, latest: draft?.seen ?? row, typed: {} }
  // A draft's values are what editors held.
  const typed = Object.entries((draft?.values ?? {}) as Form['typed']).filter(([name]) => fieldOf(model, name))
  return receiveRow(model, { ...form, typed: Object.fromEntries(typed) }, row)
}

/**
 * A row's version falls only if the server was restored (F43). What was seen belongs to the lost history then: its version is
 * above any that the new one can reach.
 */
const GONE_HISTORY = Number.MAX_SAFE_INTEGER

/** The person typed into a field; back to what was there makes it untouched. */
export function typeInto(model: Model, form: Form, name: string, input: Input): Form {
  const field = fieldOf(model, name)
  if (!field) return form
  const value = inputToValue(field, input)
  if (holds(form.seen, name, value)) return receiveRow(model, without(form, name), form.latest)
  return { ...form, typed: { ...form.typed, [name]: input } }
}

/** The record changed beneath the form: untouched fields take the new values. */
export function receiveRow(model: Model, form: Form, row: VisibleRow): Form {
  const typed = Object.fromEntries(
    Object.entries(form.typed).filter(([name]) => !holds(row, name, typedValue(model, form, name))),
  )
  const touched = Object.keys(typed)
  if (touched.every((name) => sameValue(form.seen.data[name], row.data[name]))) return { seen: row, latest: row, typed }
  const kept = Object.fromEntries(touched.map((name) => [name, form.seen.data[name] ?? null]))
  const version = row.version < form.seen.version ? GONE_HISTORY : form.seen.version
  return { seen: { ...row, version, data: applyPatch(row.data, kept) }, latest: row, typed }
}

/** What the field's editor shows. */
export function inputOf(model: Model, form: Form, name: string): Input {
  const field = fieldOf(model, name)
  return form.typed[name] ?? (field ? valueToInput(field, form.seen.data[name]) : '')
}

/** Which touched fields someone else changed while the person was typing. */
export function movedFields(form: Form): { readonly [field: string]: MovedField } {
  const moved = Object.keys(form.typed).filter((name) => !sameValue(form.seen.data[name], form.latest.data[name]))
  return Object.fromEntries(
    moved.map((name) => [name, { value: form.latest.data[name] ?? null, by: form.latest.updatedBy }]),
  )
}

/** What a save would store: only the touched fields. An old value that nobody touched is not judged again. */
export function readForm(model: Model, form: Form): FormReading {
  const values = Object.keys(form.typed).map((name) => [name, typedValue(model, form, name)] as const)
  const patch = Object.fromEntries(values.filter((entry): entry is [string, Value | null] => entry[1] !== undefined))
  const unreadable = Object.fromEntries(
    values.filter(([, value]) => value === undefined).map(([name]) => [name, 'wrong_type' as const]),
  )
  const data = applyPatch(form.seen.data, patch)
  const errors = {
    ...(form.seen.version === 0 ? validateRecord(model, data) : validatePatch(model, patch)),
    ...unreadable,
  }
  return Object.keys(errors).length > 0 ? { kind: 'invalid', errors, data } : { kind: 'valid', patch, data }
}

/** The form after a save of `patch`: that is what is seen now; what was typed during the write stays touched. */
export function savedForm(model: Model, form: Form, patch: Patch): Form {
  const row = { ...form.latest, data: applyPatch(form.latest.data, patch) }
  return receiveRow(model, { seen: row, latest: row, typed: form.typed }, row)
}

/** What survives a kill. @param creating what was being created in the form's place */
export function formToDraft(form: Form, creating?: Draft['creating']): Draft {
  return { values: form.typed, seen: form.seen, ...(creating && { creating }) }
}

function typedValue(model: Model, form: Form, name: string): Value | null | undefined {
  const field = fieldOf(model, name)
  const input = form.typed[name]
  return field && input !== undefined ? inputToValue(field, input) : undefined
}

/** Is this already the row's value? What cannot be read never is. */
function holds(row: VisibleRow, name: string, value: Value | null | undefined): boolean {
  return value !== undefined && sameValue(value, row.data[name])
}

function without(form: Form, name: string): Form {
  return { ...form, typed: Object.fromEntries(Object.entries(form.typed).filter(([other]) => other !== name)) }
}
