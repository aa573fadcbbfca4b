import { hash } from 'node:crypto'
import type { Model } from '../../contract/model.ts'
import { type Data, type Patch, valueAt } from '../../contract/value.ts'

/** A record in a map. Names of models have no slash. */
export function keyOf(model: string, id: string): string {
  return `${model}/${id}`
}

/** A unique value in a map. */
export function uniqueKey(model: string, field: string, valueHash: string): string {
  return `${model}/${field}/${valueHash}`
}

/** The values of `unique` fields that are set, hashed. */
export function uniquesOf(model: Model, data: Data | Patch): { field: string; hash: string }[] {
  return constrained(model).uniques.flatMap((field) => {
    const value = valueAt(data, field)
    return typeof value === 'string' ? [{ field, hash: hashOf(value) }] : []
  })
}

export interface Target {
  /** Of the target, by `keyOf`. */
  readonly key: string
  readonly field: string
  readonly model: string
  readonly id: string
}

/** Every reference that is set, as the contract's `referencesOf` names them, with the target's key. */
export function keyedReferencesOf(model: Model, data: Data | Patch): Target[] {
  return constrained(model).references.flatMap((reference) => {
    const id = valueAt(data, reference.field)
    return typeof id === 'string' ? [{ ...reference, id, key: keyOf(reference.model, id) }] : []
  })
}

/** The records that a record refers to, each once, itself left out: it may be deleted with its own reference. */
export function targetsOf(model: Model, id: string, data: Data): Target[] {
  const targets = keyedReferencesOf(model, data)
  if (targets.length === 0) return targets
  const byKey = new Map(targets.map((target) => [target.key, target]))
  byKey.delete(keyOf(model.name, id))
  return [...byKey.values()]
}

/** SHA-256, base64url. */
export function hashOf(text: string): string {
  return hash('sha256', text, 'base64url')
}

interface Constrained {
  readonly uniques: readonly string[]
  readonly references: readonly { readonly field: string; readonly model: string }[]
}

/** Asked several times for every change, and a declaration never changes. */
const known = new WeakMap<Model, Constrained>()

function constrained(model: Model): Constrained {
  const before = known.get(model)
  if (before) return before
  const fields = Object.entries(model.fields)
  const found = {
    uniques: fields.flatMap(([name, field]) => ('unique' in field && field.unique ? name : [])),
    references: fields.flatMap(([name, field]) =>
      field.kind === 'reference' ? { field: name, model: field.model } : [],
    ),
  }
  known.set(model, found)
  return found
}
