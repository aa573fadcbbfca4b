import { type Data, type Patch, sameValue, valueAt } from '../../../contract/value.ts'
import { setFields, type Wish } from './combine.ts'
import type { Base, ServerRow } from './types.ts'

/** Above every row's: who is of it has seen nothing of the row, and is asked (WP15). 0 would be a record that the server has not. */
export const NO_VERSION = Number.MAX_SAFE_INTEGER

/**
 * What the author of some entries saw in the fields that they edited, before the first of them: it is kept beside what is seen
 * of the record, where an entry that is lost took it along. A create saw nothing that tells.
 */
export function sawBefore(entries: readonly Wish[]): Patch {
  const updates = entries.filter(({ op }) => op === 'update')
  const seen = updates.flatMap(({ patch, base }) =>
    Object.keys(patch).map((field) => [field, valueAt(base.values, field)] as const),
  )
  return Object.fromEntries(seen.reverse())
}

/** The base of an edit of which only this is known. The row's version alone tells nothing: what is seen moves along with it. */
export function baseOf(patch: Patch, saw: Patch, { version, data }: Pick<ServerRow, 'version' | 'data'>): Base {
  const known = Object.keys(patch).map((field) => [field, Object.hasOwn(saw, field) ? valueAt(saw, field) : UNKNOWN])
  const values: Data = setFields(Object.fromEntries(known))
  const hasMoved = Object.keys(patch).some((field) => !sameValue(valueAt(values, field), valueAt(data, field)))
  return { version: hasMoved ? 0 : version, values }
}

/** Is like nothing that is stored, so that such a field is always a question. Nobody reads it. */
const UNKNOWN = ''
