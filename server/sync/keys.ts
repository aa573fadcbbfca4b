import { createHash } from 'node:crypto'
import { type Model, referencesOf } from '../../contract/model.ts'
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
  return Object.entries(model.fields).flatMap(([name, field]) => {
    const value = 'unique' in field && field.unique ? valueAt(data, name) : null
    return typeof value === 'string' ? [{ field: name, hash: hashOf(value) }] : []
  })
}

/** The records that a record refers to, each once, itself left out: it may be deleted with its own reference. */
export function targetsOf(model: Model, id: string, data: Data): { key: string; model: string; id: string }[] {
  const targets = referencesOf(model, data).filter((target) => target.model !== model.name || target.id !== id)
  const byKey = new Map(targets.map((target) => [keyOf(target.model, target.id), target]))
  return [...byKey].map(([key, target]) => ({ key, model: target.model, id: target.id }))
}

/** SHA-256, base64url. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
