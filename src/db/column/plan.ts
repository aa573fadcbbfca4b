import { foldText } from '../../../contract/fold-text.ts'
import { plainText, titleOf } from '../../../contract/label.ts'
import { type Field, fieldOf, type Model } from '../../../contract/model.ts'
import { canonicalJson, type Data, type Value } from '../../../contract/value.ts'
import type { VisibleRow } from '../../sync/core/types.ts'

/** What the column of a model keeps, derived from its declaration. */
export interface Plan {
  readonly model: Model
  /** The declaration and the way of packing: a stored column with another one is rebuilt. */
  readonly shape: string
  /** Fields with a dictionary of values: filters and references. */
  readonly keyed: readonly string[]
  /** Fields of the title and subtitle that are not keyed. */
  readonly shown: readonly string[]
  /** Keyed fields of the title and subtitle. */
  readonly shownKeyed: readonly string[]
  /** Text fields, by where they are looked for: only as a title, in both, only by a search of this model. */
  readonly texts: {
    readonly title: readonly string[]
    readonly both: readonly string[]
    readonly search: readonly string[]
  }
  readonly titleReferences: readonly Reference[]
  /** Those of the title and the subtitle. */
  readonly shownReferences: readonly Reference[]
  readonly searchReferences: readonly Reference[]
}

export interface Reference {
  readonly field: string
  readonly model: string
}

/** One record as a column holds it; the titles of records that it refers to are looked up in theirs. */
export interface Item {
  readonly id: string
  /** Epoch ms of the last change that the person sees. */
  readonly changedMs: number
  /** JSON of the shown fields. */
  readonly shown: string
  /** Folded: what only a title look-up finds, then what both find, then what only a search finds. */
  readonly text: string
  readonly searchAt: number
  readonly titleEnd: number
  /** Keyed field → key of its value. */
  readonly keys: { readonly [field: string]: string }
}

/** Raise when columns are packed in another way. */
const FORMAT = 3

/** Made once for each declaration: every look at a list asks for several. */
export function planOf(model: Model): Plan {
  const known = plans.get(model)
  if (known) return known
  const plan = makePlan(model)
  plans.set(model, plan)
  return plan
}

const plans = new WeakMap<Model, Plan>()

function makePlan(model: Model): Plan {
  const isReference = (name: string): boolean => fieldOf(model, name)?.kind === 'reference'
  const references = Object.keys(model.fields).filter(isReference)
  const keyed = [...new Set([...model.filters, ...references])].sort()
  const listed = [...new Set([...model.title, ...model.subtitle])]
  const own = (names: readonly string[]) => names.filter((name) => !isReference(name))
  return {
    model,
    shape: canonicalJson([FORMAT, model]),
    keyed,
    shown: listed.filter((name) => !keyed.includes(name)),
    shownKeyed: listed.filter((name) => keyed.includes(name)),
    texts: {
      title: own(model.title).filter((name) => !model.search.includes(name)),
      both: own(model.title).filter((name) => model.search.includes(name)),
      search: own(model.search).filter((name) => !model.title.includes(name)),
    },
    titleReferences: referencesIn(model, model.title),
    shownReferences: referencesIn(model, listed),
    searchReferences: referencesIn(model, model.search),
  }
}

export function itemOf(plan: Plan, row: VisibleRow): Item {
  const { model, texts } = plan
  const title = foldedTexts(model, texts.title, row.data)
  const both = foldedTexts(model, texts.both, row.data)
  const keys: { [field: string]: string } = {}
  for (const name of plan.keyed) {
    const value = valueOf(row.data, name)
    if (value !== undefined) keys[name] = keyOf(value)
  }
  const shown: { [field: string]: Value } = {}
  for (const name of plan.shown) {
    const value = valueOf(row.data, name)
    if (value !== undefined) shown[name] = value
  }
  return {
    id: row.id,
    changedMs: Math.min(Math.max(0, Date.parse(row.updatedAt) || 0), CHANGED_MAX),
    shown: JSON.stringify(shown),
    text: title + both + foldedTexts(model, texts.search, row.data),
    searchAt: title.length,
    titleEnd: title.length + both.length,
    keys,
  }
}

/** A value as dictionaries and filters compare it. */
export function keyOf(value: Value): string {
  return typeof value === 'string' ? value : canonicalJson(Array.isArray(value) ? [...value].sort() : value)
}

/** The value of a key again. */
export function valueOfKey(field: Field | undefined, key: string): Value {
  const isText =
    field?.kind !== 'integer' && field?.kind !== 'money' && field?.kind !== 'boolean' && field?.kind !== 'choices'
  return isText ? key : (JSON.parse(key) as Value) // What keyOf wrote.
}

/** The title as sorting compares it, for a model whose title refers to nothing. */
export function foldedTitle(plan: Plan, shown: Data): string {
  return fold(titleOf(plan.model, shown, plainOwn))
}

/** As foldText; most texts are ASCII, which folds much faster. */
export function fold(text: string): string {
  return ASCII.test(text) ? text.toLowerCase() : foldText(text)
}

/** The latest moment that a sort key can hold: the year 2248. */
export const CHANGED_MAX = 2 ** 43 - 1

// oxlint-disable-next-line no-control-regex
const ASCII = /^[\u0000-\u007f]*$/

const plainOwn = plainText(() => undefined)

/** Each ends with a line break, so that no word spans two. */
function foldedTexts(model: Model, names: readonly string[], data: Data): string {
  let text = ''
  for (const name of names) {
    const field = fieldOf(model, name)
    const value = valueOf(data, name)
    if (field !== undefined && value !== undefined) text += `${plainOwn(field, value)}\n`
  }
  return text === '' ? text : fold(text)
}

/** A server newer than this build may send what no field can hold; lists leave it out. */
function valueOf(data: Data, name: string): Value | undefined {
  const value: unknown = Object.hasOwn(data, name) ? data[name] : undefined
  const isValue =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || isTextArray(value)
  return isValue ? value : undefined
}

function isTextArray(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function referencesIn(model: Model, names: readonly string[]): Reference[] {
  return names.flatMap((name) => {
    const field = fieldOf(model, name)
    return field?.kind === 'reference' ? [{ field: name, model: field.model }] : []
  })
}
