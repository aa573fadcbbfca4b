import { type Field, fieldOf, type Model } from './model.ts'
import type { Data, Value } from './value.ts'

/** The title of a record that another one refers to; undefined if this device does not have it. */
export type TitleLookup = (model: string, id: string) => string | undefined

/** A value as a person reads it; '' leaves it out. */
export type ShowValue = (field: Field, value: Value) => string

/** Between the parts of a record's name. */
export const TITLE_SEPARATOR = ' · '

/** A record's name on screen: its title fields; `otherwise` if none of them says anything. */
export function titleOf(model: Model, data: Data, show: ShowValue, otherwise: string = model.label): string {
  return shown(model, model.title, data, show).join(TITLE_SEPARATOR) || otherwise
}

/** The parts of a list's muted second line; none if there is nothing to say. */
export function subtitleOf(model: Model, data: Data, show: ShowValue): string[] {
  return shown(model, model.subtitle, data, show)
}

/** Values in no particular language. Screens pass one of their own where numbers and dates follow the person's. */
export function plainText(titleOfTarget: TitleLookup): ShowValue {
  return (field, value) => {
    if (field.kind === 'reference' && typeof value === 'string') return titleOfTarget(field.model, value) ?? ''
    if (field.kind === 'choice' && typeof value === 'string') return optionLabel(field.options, value)
    if (field.kind === 'choices' && Array.isArray(value))
      return value.map((key) => optionLabel(field.options, key)).join(', ')
    if (field.kind === 'money' && typeof value === 'number') return moneyText(value, field.currency)
    if (field.kind === 'boolean') return value === true ? field.label : ''
    return String(value)
  }
}

/** Minor units with their decimal point, exactly: `-1234` EUR is `-12.34 EUR`. Two decimals if no currency is named. */
export function moneyText(minorUnits: number, currency?: string): string {
  const places = currency === undefined ? 2 : decimalsOf(currency)
  const digits = String(Math.abs(minorUnits)).padStart(places + 1, '0')
  const whole = digits.slice(0, digits.length - places)
  const amount = places === 0 ? whole : `${whole}.${digits.slice(-places)}`
  return [minorUnits < 0 ? '-' : '', amount, currency === undefined ? '' : ` ${currency}`].join('')
}

/** How many decimals the minor unit of a currency has (ISO 4217): EUR 2, JPY 0. */
export function decimalsOf(currency: string): number {
  const known = decimals.get(currency)
  if (known !== undefined) return known
  const parts = new Intl.NumberFormat('en', { style: 'currency', currency }).formatToParts(0)
  const found = parts.find(({ type }) => type === 'fraction')?.value.length ?? 0
  decimals.set(currency, found)
  return found
}

/** To make a formatter takes a hundred times as long as to use it, and a list asks in every row. */
const decimals = new Map<string, number>()

function shown(model: Model, names: readonly string[], data: Data, show: ShowValue): string[] {
  return names.flatMap((name) => {
    const field = fieldOf(model, name)
    const value = Object.hasOwn(data, name) ? data[name] : undefined
    return field === undefined || value === undefined ? [] : show(field, value).trim() || []
  })
}

function optionLabel(options: { readonly [key: string]: string }, key: string): string {
  return (Object.hasOwn(options, key) ? options[key] : undefined) ?? key
}
