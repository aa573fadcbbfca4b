import { type Field, fieldOf, FORBIDDEN_NAMES, type Model } from './model.ts'
import type { Data, Patch, Value } from './value.ts'

/** Field name → why its value is refused, as a stable word that the screens put into a sentence. */
export type FieldErrors = { readonly [field: string]: FieldError }
export type FieldError =
  | 'required'
  | 'unknown_field'
  | 'wrong_type'
  | 'too_long'
  | 'bad_text'
  | 'bad_date'
  | 'bad_id'
  | 'bad_email'
  | 'bad_url'
  | 'bad_pattern'
  | 'not_an_option'
  | 'too_small'
  | 'too_large'

/** WP6. */
export const TEXT_BYTES_MAX = 64 * 1024

/** Such a text would come back from UTF-8 as another one (F63). */
const LONE_SURROGATE = /\p{Surrogate}/u

const RECORD_ID = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$/

/** Is this a record id that the wire allows (WP6)? A name that every object inherits is none (F65). */
export function isRecordId(value: unknown): value is string {
  return typeof value === 'string' && RECORD_ID.test(value) && !FORBIDDEN_NAMES.has(value)
}

/** Checks a patch: every field is known, every value fits its field, a required one is not cleared. `{}` if all is well. */
export function validatePatch(model: Model, patch: { readonly [field: string]: unknown }): FieldErrors {
  // Collected as entries: `errors['__proto__'] = …` would be lost, and the name let through (F65).
  const errors: [string, FieldError][] = []
  for (const [name, value] of Object.entries(patch)) {
    const field = fieldOf(model, name)
    const error = field ? validateValue(field, value) : 'unknown_field'
    if (error) errors.push([name, error])
  }
  return Object.fromEntries(errors)
}

/** Checks a whole record: as a patch, and every required field is set. `{}` if all is well. */
export function validateRecord(model: Model, data: { readonly [field: string]: unknown }): FieldErrors {
  const missing = Object.entries(model.fields)
    .filter(([name, field]) => field.required && (data[name] ?? null) === null)
    .map(([name]) => [name, 'required' as const])
  return { ...validatePatch(model, data), ...Object.fromEntries(missing) }
}

/** Narrows data that `validatePatch` found no error in. */
export function isValidPatch(model: Model, patch: { readonly [field: string]: unknown }): patch is Patch {
  return Object.keys(validatePatch(model, patch)).length === 0
}

/** Why a value does not fit its field, or undefined if it does. `null` means: clear it. */
export function validateValue(field: Field, value: unknown): FieldError | undefined {
  if (value === null) return field.required ? 'required' : undefined
  switch (field.kind) {
    case 'text':
    case 'longText':
    case 'phone':
    case 'email':
    case 'url':
      return typeof value === 'string' ? textError(field, value) : 'wrong_type'
    case 'integer':
    case 'money':
      if (typeof value !== 'number' || !Number.isSafeInteger(value) || Object.is(value, -0)) return 'wrong_type'
      if (field.min !== undefined && value < field.min) return 'too_small'
      return field.max !== undefined && value > field.max ? 'too_large' : undefined
    case 'date':
      if (typeof value !== 'string') return 'wrong_type'
      return isDate(value) ? undefined : 'bad_date'
    case 'dateTime':
      if (typeof value !== 'string') return 'wrong_type'
      return isDateTime(value) ? undefined : 'bad_date'
    case 'choice':
      if (typeof value !== 'string') return 'wrong_type'
      return Object.hasOwn(field.options, value) ? undefined : 'not_an_option'
    case 'choices':
      return choicesError(field, value)
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'wrong_type'
    case 'reference':
      if (typeof value !== 'string') return 'wrong_type'
      return isRecordId(value) ? undefined : 'bad_id'
  }
}

/** Values of a record that the app shows: drops what no field of the model can hold. */
export function knownFields(model: Model, data: { readonly [field: string]: unknown }): Data {
  return Object.fromEntries(
    Object.entries(data).flatMap(([name, value]): [string, Value][] => {
      const field = fieldOf(model, name)
      return field && fits(field, value) ? [[name, value]] : []
    }),
  )
}

/** Bytes of a well-formed text in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    bytes += unit < 0x80 ? 1 : unit < 0x800 ? 2 : unit >= 0xd800 && unit <= 0xdfff ? 2 : 3
  }
  return bytes
}

function fits(field: Field, value: unknown): value is Value {
  return value !== null && validateValue(field, value) === undefined
}

function textError(field: Extract<Field, { kind: 'text' | 'longText' | 'phone' | 'email' | 'url' }>, text: string) {
  if (text.includes('\0') || LONE_SURROGATE.test(text)) return 'bad_text'
  if (field.required && text.trim() === '') return 'required'
  if (text.length > TEXT_BYTES_MAX / 3 && utf8Length(text) > TEXT_BYTES_MAX) return 'too_long'
  if (field.kind === 'email' && !/^[^\s@]+@[^\s@]+$/.test(text)) return 'bad_email'
  if (field.kind === 'url' && !/^https?:\/\/\S+$/i.test(text)) return 'bad_url'
  if (field.pattern !== undefined && !new RegExp(`^(?:${field.pattern})$`, 'u').test(text)) return 'bad_pattern'
  return undefined
}

/** A set: every key at most once. */
function choicesError(field: Extract<Field, { kind: 'choice' | 'choices' }>, value: unknown): FieldError | undefined {
  if (!Array.isArray(value) || !value.every((key) => typeof key === 'string')) return 'wrong_type'
  if (new Set(value).size !== value.length) return 'wrong_type'
  if (field.required && value.length === 0) return 'required'
  return value.every((key) => Object.hasOwn(field.options, key)) ? undefined : 'not_an_option'
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const year = Number(text.slice(0, 4))
  const day = Number(text.slice(8))
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][Number(text.slice(5, 7)) - 1]
  return days !== undefined && day >= 1 && day <= days
}

function isDateTime(text: string): boolean {
  const parts = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/.exec(text)
  return parts?.[1] !== undefined && isDate(parts[1])
}
