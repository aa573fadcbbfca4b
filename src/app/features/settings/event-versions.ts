import { type Model, fieldOf } from '../../../../contract/model.ts'
import { knownFields } from '../../../../contract/validate.ts'
import { type Data, isJsonObject } from '../../../../contract/value.ts'
import type { SyncEvent } from '../../../sync/core/types.ts'

/** Whose value: what the person saw, theirs, the server's, and what was chosen. */
export type Side = 'was' | 'yours' | 'theirs' | 'chosen'
export type Versions = { readonly [S in Side]: Data }

export interface EventVersions {
  /** In the model's order. */
  readonly fields: readonly string[]
  readonly versions: Versions
}

/** Both versions of what an event is about, out of whatever its kind calls them; undefined if it holds no values. */
export function versionsOf({ detail }: SyncEvent, model: Model): EventVersions | undefined {
  const { base, patch, mine, ours, theirs, reason, fields } = detail
  const byField = byFieldOf(fields)
  const found = {
    was: [recordIn(base, 'values'), base, byField.base, byField.was],
    yours: [patch, mine, recordIn(ours, 'data'), byField.mine],
    theirs: [recordIn(reason, 'serverData'), recordIn(theirs, 'data'), theirs, byField.theirs, byField.now],
    chosen: [byField.chosen],
  }
  const versions = {
    was: firstOf(model, found.was),
    yours: firstOf(model, found.yours),
    theirs: firstOf(model, found.theirs),
    chosen: firstOf(model, found.chosen),
  }
  const asked = recordIn(reason, 'fields')
  const named = new Set([
    ...Object.keys(versions.yours),
    ...(Array.isArray(asked) ? asked.map(String) : []),
    ...Object.keys(isJsonObject(fields) ? fields : {}),
  ])
  const inOrder = Object.keys(model.fields).filter((name) => named.has(name) && fieldOf(model, name))
  return inOrder.length > 0 ? { fields: inOrder, versions } : undefined
}

/** `{ name: { mine, theirs } }` turned over: `{ mine: { name }, theirs: { name } }`. */
function byFieldOf(fields: unknown): { readonly [side: string]: { readonly [field: string]: unknown } } {
  const sides: { [side: string]: { [field: string]: unknown } } = {}
  if (!isJsonObject(fields)) return sides
  for (const [name, values] of Object.entries(fields)) {
    if (!isJsonObject(values)) continue
    for (const side of SIDES) if (Object.hasOwn(values, side)) (sides[side] ??= {})[name] = values[side]
  }
  return sides
}

const SIDES = ['base', 'was', 'mine', 'theirs', 'now', 'chosen']

/** Only values that the model can hold: the log may be of another release. */
function firstOf(model: Model, candidates: readonly unknown[]): Data {
  return knownFields(model, candidates.find(isJsonObject) ?? {})
}

function recordIn(value: unknown, member: string): unknown {
  return isJsonObject(value) && Object.hasOwn(value, member) ? value[member] : undefined
}
