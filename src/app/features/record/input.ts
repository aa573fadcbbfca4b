import { decimalsOf } from '../../../../contract/label.ts'
import type { Field } from '../../../../contract/model.ts'
import type { Value } from '../../../../contract/value.ts'

/** What an editor holds: text as typed, ticks as they are; '' is nothing. */
export type Input = string | boolean | readonly string[]

/** What an editor holds that shows something but no value yet: half a date. */
export const UNREADABLE = '?'

const NO_CHOICES: readonly string[] = []

/** A stored value as its editor shows it; unset is empty. */
export function valueToInput(field: Field, value: Value | null | undefined): Input {
  switch (field.kind) {
    case 'boolean':
      return typeof value === 'boolean' ? value : ''
    case 'choices':
      return Array.isArray(value) ? value : NO_CHOICES
    case 'money':
      return typeof value === 'number' ? minorToText(value, moneyDecimals(field.currency)) : ''
    case 'dateTime':
      return typeof value === 'string' ? utcToLocal(value) : ''
    default:
      return value === undefined || value === null ? '' : String(value)
  }
}

/** What an editor holds as a value; null clears the field, undefined cannot be read. */
export function inputToValue(field: Field, input: Input): Value | null | undefined {
  switch (field.kind) {
    case 'boolean':
      return typeof input === 'boolean' ? input : null
    case 'choices':
      return typeof input === 'object' && input.length > 0 ? input : null
    case 'integer':
      return textToInteger(String(input).trim(), 0)
    case 'money':
      return textToInteger(String(input).trim(), moneyDecimals(field.currency))
    case 'date':
      return input === '' ? null : input === UNREADABLE ? undefined : String(input)
    case 'dateTime':
      return input === '' ? null : localToUtc(String(input))
    default:
      return input === '' ? null : String(input)
  }
}

function moneyDecimals(currency: string | undefined): number {
  return currency === undefined ? 2 : decimalsOf(currency)
}

function minorToText(minorUnits: number, decimals: number): string {
  const digits = String(Math.abs(minorUnits)).padStart(decimals + 1, '0')
  const fraction = decimals === 0 ? '' : `.${digits.slice(-decimals)}`
  return `${minorUnits < 0 ? '-' : ''}${digits.slice(0, digits.length - decimals)}${fraction}`
}

/** By its digits: a binary fraction never comes near money. Decimal comma or point, in either script. */
function textToInteger(text: string, decimals: number): number | null | undefined {
  if (text === '') return null
  const [, sign, whole, fraction = ''] = /^([+-]?)(\d+)(?:[.,٫](\d+))?$/.exec(toAsciiDigits(text)) ?? []
  if (whole === undefined || fraction.length > decimals) return undefined
  const value = Number(`${whole}${fraction.padEnd(decimals, '0')}`)
  return sign === '-' && value !== 0 ? -value : value
}

/** Arabic and Persian keyboards type their own digits. */
function toAsciiDigits(text: string): string {
  return text.replace(/[٠-٩۰-۹]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 15))
}

/** RFC 3339 in UTC → `YYYY-MM-DDTHH:mm` in the person's zone. */
function utcToLocal(instant: string): string {
  const date = new Date(instant)
  const two = (part: number) => String(part).padStart(2, '0')
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`
}

function localToUtc(local: string): string | undefined {
  const date = new Date(local)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}
