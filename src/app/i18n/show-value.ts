import { i18n } from '@lingui/core'
import { decimalsOf, type ShowValue, type TitleLookup } from '../../../contract/label.ts'
import type { Model } from '../../../contract/model.ts'
import { direction, regions } from './i18n.ts'
import { isolate, isolateLtr } from './isolate.ts'

/** Values as this person reads them: their language's words, their region's numbers and dates. */
export function showValue(titleOfTarget: TitleLookup): ShowValue {
  return (field, value) => {
    switch (field.kind) {
      case 'reference':
        return typeof value === 'string' ? isolate(titleOfTarget(field.model, value) ?? value, direction()) : ''
      case 'choice':
        return typeof value === 'string' ? optionWord(field.options, value) : ''
      case 'choices':
        return Array.isArray(value) ? listText(value.map((key: string) => optionWord(field.options, key))) : ''
      case 'boolean':
        return value === true ? i18n.t('Yes') : i18n.t('No')
      case 'money':
        return typeof value === 'number' ? moneyWords(value, field.currency) : ''
      case 'integer':
        return typeof value === 'number' ? i18n.number(value) : ''
      case 'date':
        return typeof value === 'string' ? dateText(value) : ''
      case 'dateTime':
        return typeof value === 'string' ? timeText(value) : ''
      case 'phone':
      case 'email':
      case 'url':
        return isolateLtr(String(value), direction())
      default:
        return isolate(String(value), direction())
    }
  }
}

/** A model's or a field's label in the person's language. */
export function word(label: string): string {
  return i18n.t(label)
}

/** `New building` */
export function newText(model: Model): string {
  return i18n.t('New {model}', { model: word(model.label).toLocaleLowerCase(i18n.locale) })
}

/** `3 leases` */
export function countText(model: Model, count: number): string {
  const [label, plural] = [model.label, model.plural].map((text) => word(text).toLocaleLowerCase(i18n.locale))
  return i18n.t('{count, plural, one {# {label}} other {# {plural}}}', { count, label, plural })
}

/** `Lease (3)`: nowhere the plural, which names the model's list in the navigation. */
export function countedText(model: Model, count: number): string {
  return `${word(model.label)} (${i18n.number(count)})`
}

/** An instant (RFC 3339) in the person's zone. */
export function timeText(instant: string): string {
  return new Intl.DateTimeFormat(regions(), { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(instant))
}

/** The person's time zone, as people call it. */
export function zoneText(): string {
  const parts = new Intl.DateTimeFormat(regions(), { timeZoneName: 'long' }).formatToParts(new Date())
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
}

/** `€` */
export function currencySign(currency: string): string {
  const parts = new Intl.NumberFormat(regions(), { style: 'currency', currency }).formatToParts(0)
  return parts.find(({ type }) => type === 'currency')?.value ?? currency
}

/** How long ago, in the words of the header: `5 min ago`. */
export function agoText(then: Date, nowMs: number): string {
  const minutes = Math.floor((nowMs - then.getTime()) / 60_000)
  if (minutes < 1) return i18n.t('just now')
  if (minutes < 60) return i18n.t('{minutes} min ago', { minutes })
  if (minutes < 24 * 60) return i18n.t('{hours} h ago', { hours: Math.floor(minutes / 60) })
  return timeText(then.toISOString())
}

/** `a, b and c` */
export function listText(words: readonly string[]): string {
  return lists().format(words.map((one) => isolate(one, direction())))
}

function dateText(date: string): string {
  return dates().format(new Date(`${date}T00:00:00Z`))
}

function moneyWords(minorUnits: number, currency: string | undefined): string {
  const decimals = currency === undefined ? 2 : decimalsOf(currency)
  return amounts(currency).format(minorUnits / 10 ** decimals)
}

const lists = madeOnce((regions) => new Intl.ListFormat(regions, { type: 'conjunction' }))
const dates = madeOnce((regions) => new Intl.DateTimeFormat(regions, { dateStyle: 'medium', timeZone: 'UTC' }))
const amounts = madeOnce((regions, currency) =>
  currency === ''
    ? new Intl.NumberFormat(regions, { minimumFractionDigits: 2 })
    : new Intl.NumberFormat(regions, { style: 'currency', currency }),
)

/** To make a formatter takes a hundred times as long as to use it, and a list uses several in every row. */
function madeOnce<T>(make: (regions: string[], variant: string) => T): (variant?: string) => T {
  const known = new Map<string, T>()
  return (variant = '') => {
    const name = [...regions(), variant].join()
    const format = known.get(name) ?? make(regions(), variant)
    known.set(name, format)
    return format
  }
}

function optionWord(options: { readonly [key: string]: string }, key: string): string {
  const label = Object.hasOwn(options, key) ? options[key] : undefined
  return label === undefined ? key : word(label)
}
