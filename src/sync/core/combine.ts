import { applyPatch, type Data, differingFields, type Patch, sameValue, valueAt } from '../../../contract/value.ts'
import type { Base, Entry } from './types.ts'

/** What a change wants, without the rest of its entry. */
export type Wish = Pick<Entry, 'op' | 'patch' | 'base'>

/**
 * Two changes of one record as one (squash): what the first saw, what both want.
 * @param then its base holds the server's values for the fields that `first` does not touch
 * @returns undefined if nothing is left to be sent
 */
export function combine(first: Wish, then: Wish): Wish | undefined {
  const both = join(first, then)
  return both && prune(both)
}

/** As `combine`, where more is to come: a field that is back at its base may yet be edited again, on what was seen of it then. */
export function join(first: Wish, then: Wish): Wish | undefined {
  switch (first.op) {
    case 'create':
      if (then.op === 'delete') return undefined
      return { op: 'create', base: first.base, patch: applyPatch(setFields(first.patch), then.patch) }
    case 'update':
      return then.op === 'delete' ? deleteAfterUpdate(first, then) : updateAfterUpdate(first, then)
    case 'delete':
      return then.op === 'delete' ? first : editAfterDelete(first, then)
  }
}

/** The wish without fields that are back at their base. @returns undefined for an update of which nothing is left */
export function prune(wish: Wish): Wish | undefined {
  if (wish.op !== 'update') return wish
  const changed = Object.keys(wish.patch).filter(
    (field) => !sameValue(valueAt(wish.patch, field), valueAt(wish.base.values, field)),
  )
  return changed.length === 0 ? undefined : restrict(wish, changed)
}

/** An update of some of its fields only. */
function restrict(wish: Wish, fields: readonly string[]): Wish {
  const { version, values } = wish.base
  return { op: 'update', patch: pick(wish.patch, fields), base: { version, values: pick(values, fields) } }
}

/** The named members, where there are any. */
export function pick<T>(values: { readonly [field: string]: T }, fields: readonly string[]): { [field: string]: T } {
  return Object.fromEntries(Object.entries(values).filter(([field]) => fields.includes(field)))
}

/** The fields of a patch that are set. */
export function setFields(patch: Patch): Data {
  return applyPatch({}, patch)
}

function updateAfterUpdate(first: Wish, then: Wish): Wish {
  return { op: 'update', patch: { ...first.patch, ...then.patch }, base: firstBase(first, then) }
}

function deleteAfterUpdate(first: Wish, then: Wish): Wish {
  return { op: 'delete', patch: {}, base: firstBase(first, then) }
}

/** Deleted and then entered again, or saved in a form that was still open: the delete is taken back. */
function editAfterDelete(first: Wish, then: Wish): Wish {
  const { version, values } = first.base
  const fields = then.op === 'create' ? differingFields(values, setFields(then.patch)) : Object.keys(then.patch)
  const patch = Object.fromEntries(fields.map((field) => [field, valueAt(then.patch, field)]))
  return { op: 'update', patch, base: { version, values: pick(values, fields) } }
}

/** What the first saw of its own fields, what the second saw of the others. */
function firstBase(first: Wish, then: Wish): Base {
  const others = Object.keys(then.base.values).filter((field) => !Object.hasOwn(first.patch, field))
  return {
    version: Math.min(first.base.version, then.base.version),
    values: { ...pick(then.base.values, others), ...first.base.values },
  }
}
