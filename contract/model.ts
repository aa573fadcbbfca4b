import type { Value } from './value.ts'

/**
 * Who wins when two people changed the same field (WP15): `manual` asks, `server_wins` keeps the server's value,
 * `client_wins` takes the arriving one, `lww` the one edited last.
 */
export type Policy = 'manual' | 'server_wins' | 'client_wins' | 'lww'

/** Which side the merge screen has chosen to begin with. */
export type Side = 'mine' | 'theirs'

interface FieldBasics {
  readonly label: string
  /** May not be unset; a text may not be blank. */
  readonly required?: boolean
  readonly policy?: Policy
  readonly defaultSide?: Side
}

export interface TextField extends FieldBasics {
  readonly kind: 'text' | 'longText' | 'phone' | 'email' | 'url'
  /** No two live records of the scope may hold the same text. */
  readonly unique?: boolean
  /** A regular expression that the whole text must match. */
  readonly pattern?: string
}

export interface NumberField extends FieldBasics {
  /** `integer`: a whole number. `money`: minor units (cents) of `currency`. */
  readonly kind: 'integer' | 'money'
  readonly min?: number
  readonly max?: number
  /** ISO 4217, for `money`. */
  readonly currency?: string
}

export interface DateField extends FieldBasics {
  /** `date`: `YYYY-MM-DD`, no zone. `dateTime`: RFC 3339 UTC with milliseconds. */
  readonly kind: 'date' | 'dateTime'
}

export interface ChoiceField extends FieldBasics {
  /** `choice` holds one key of `options`, `choices` any number of them. */
  readonly kind: 'choice' | 'choices'
  /** key → label, in the order that they are offered. */
  readonly options: { readonly [key: string]: string }
}

export interface BooleanField extends FieldBasics {
  readonly kind: 'boolean'
}

export interface ReferenceField extends FieldBasics {
  readonly kind: 'reference'
  /** The name of the model referred to. A record that others refer to cannot be deleted. */
  readonly model: string
}

export type Field = TextField | NumberField | DateField | ChoiceField | BooleanField | ReferenceField
export type FieldKind = Field['kind']

/** A record type as plain data. Validator, types, form, list, server registration and SQL view are derived from it. */
export interface Model {
  /** The name on the wire: plural, snake_case. */
  readonly name: string
  readonly label: string
  readonly plural: string
  readonly policy?: Policy
  /** The fields whose values, joined, name a record on screen. */
  readonly title: readonly string[]
  /** The fields shown muted below the title in a list. */
  readonly subtitle: readonly string[]
  /** The fields that a search looks in; a reference is searched by the title of its target. */
  readonly search: readonly string[]
  /** The fields that a list can be filtered by. */
  readonly filters: readonly string[]
  readonly fields: { readonly [name: string]: Field }
}

type ValueOf<F> = F extends { kind: 'choices' }
  ? readonly string[]
  : F extends { kind: 'choice'; options: infer O }
    ? keyof O & string
    : F extends { kind: 'integer' | 'money' }
      ? number
      : F extends { kind: 'boolean' }
        ? boolean
        : string

type RequiredNames<M extends Model> = {
  [N in keyof M['fields']]: M['fields'][N] extends { required: true } ? N : never
}[keyof M['fields']]

/** The TypeScript type of a model's data: required fields are present, the others may be absent. */
export type DataOf<M extends Model> = {
  readonly [N in RequiredNames<M>]: ValueOf<M['fields'][N]>
} & {
  readonly [N in Exclude<keyof M['fields'], RequiredNames<M>>]?: ValueOf<M['fields'][N]>
}

/** Never a field, a model or an id (WP6): as keys of plain objects they would reach the prototype (F65). */
export const FORBIDDEN_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/** Members of a flat row (WP25) that are not fields; ignored in what a desktop-scaffold client pushes. */
export const ROW_MEMBERS: ReadonlySet<string> = new Set([
  'id',
  'version',
  'created_at',
  'updated_at',
  'deleted_at',
  '_deleted',
])

/**
 * Checks a declaration and returns it unchanged, with its precise type.
 * @throws Error at start-up if the declaration contradicts itself.
 */
export function defineModel<const M extends Model>(model: M): M {
  const refuse = (why: string): never => {
    throw new Error(`model ${model.name}: ${why}`)
  }
  if (!isName(model.name)) refuse('a name is snake_case')
  for (const [name, field] of Object.entries(model.fields)) {
    const why = isName(name) ? whyWrong(field) : 'a name is snake_case'
    if (why !== undefined) refuse(`field ${name}: ${why}`)
    if (ROW_MEMBERS.has(name)) refuse(`field ${name}: the name is reserved`)
  }
  for (const name of [...model.title, ...model.subtitle, ...model.search, ...model.filters]) {
    if (!Object.hasOwn(model.fields, name)) refuse(`${name} is not one of its fields`)
  }
  if (model.title.length === 0) refuse('it needs a title')
  return model
}

/** @returns the field's declaration, or undefined if the model has no such field (own members only). */
export function fieldOf(model: Model, name: string): Field | undefined {
  return Object.hasOwn(model.fields, name) ? model.fields[name] : undefined
}

/** The policy in force for one field, or for the whole record if no field is named. */
export function policyOf(model: Model, field?: string): Policy {
  return (field === undefined ? undefined : fieldOf(model, field)?.policy) ?? model.policy ?? 'manual'
}

/** Every reference of a record: which field, which model, which id. */
export function referencesOf(
  model: Model,
  data: { readonly [field: string]: Value | null },
): { field: string; model: string; id: string }[] {
  return Object.entries(model.fields).flatMap(([name, field]) => {
    const id = data[name]
    return field.kind === 'reference' && typeof id === 'string' ? [{ field: name, model: field.model, id }] : []
  })
}

function isName(name: string): boolean {
  return /^[a-z][a-z0-9_]*$/.test(name) && !FORBIDDEN_NAMES.has(name)
}

/** Why no value could ever fit the field, or undefined if some can. */
function whyWrong(field: Field): string | undefined {
  switch (field.kind) {
    case 'text':
    case 'longText':
    case 'phone':
    case 'email':
    case 'url':
      return field.pattern === undefined || isPattern(field.pattern)
        ? undefined
        : 'its pattern is no regular expression'
    case 'integer':
    case 'money':
      if (field.currency !== undefined && !/^[A-Z]{3}$/.test(field.currency)) return 'its currency is no ISO 4217 code'
      return (field.min ?? -Infinity) <= (field.max ?? Infinity) ? undefined : 'min is above max'
    case 'choice':
    case 'choices':
      return Object.keys(field.options).length > 0 ? undefined : 'it has no options'
    case 'date':
    case 'dateTime':
    case 'boolean':
    case 'reference':
      return undefined
  }
}

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').unicode
  } catch {
    return false
  }
}
