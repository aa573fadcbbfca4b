import { type Patch, sameValue, valueAt } from '../../contract/value.ts'
import type { JudgedRow } from '../../contract/judge.ts'
import type { Author } from './author.ts'
import type { Batch } from './batch.ts'
import type { ParsedChange } from './parse-change.ts'

/** Field → who decided its conflict: a policy, or `resolved` by a person; `*` is the whole record. */
export type Decided = { readonly [field: string]: string }

const NOTHING = { lost: {}, decided: {} }

/** Remembers what a device was refused, so that history can tell how it was decided. */
export function noteConflict(
  batch: Batch,
  { deviceId }: Author,
  { model, change, key }: ParsedChange,
  fields: readonly string[],
): void {
  if (deviceId === null) return
  const patch: Patch = Object.fromEntries(fields.map((field) => [field, valueAt(change.data, field)]))
  const row = {
    scope: batch.scope.scope,
    device_id: deviceId,
    id: change.id,
    model: model.name,
    patch: JSON.stringify(patch),
  }
  batch.conflicts.set(key, row)
  batch.added.conflicts.set(key, row)
}

/**
 * The device's next change of the record held: its conflict is over.
 * @returns the refused values that did not make it into the record, and that a person decided each field
 */
export function settleConflict(
  batch: Batch,
  { key }: ParsedChange,
  after?: JudgedRow,
): { lost: Patch; decided: Decided } {
  const conflict = batch.conflicts.get(key)
  if (!conflict) return NOTHING
  batch.conflicts.delete(key)
  batch.added.conflicts.delete(key)
  batch.added.resolved.push(conflict)
  const refused = Object.entries(JSON.parse(conflict.patch) as Patch)
  return {
    lost: Object.fromEntries(
      refused.filter(([field, value]) => after && !sameValue(value, valueAt(after.data, field))),
    ),
    decided: Object.fromEntries(refused.map(([field]) => [field, 'resolved'])),
  }
}
