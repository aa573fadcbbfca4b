import { type Patch, sameValue, valueAt } from '../../contract/value.ts'
import type { JudgedRow } from '../../contract/judge.ts'
import type { ConflictRow } from '../storage/tables.ts'
import type { Author } from './author.ts'
import type { Batch } from './batch.ts'
import type { ParsedChange } from './parse-change.ts'

/** Field → who decided its conflict: a policy, or `resolved` by a person; `*` is the whole record. */
export type Decided = { readonly [field: string]: string }

/** What became of a refused change: the values that did not make it into the record, and who decided each field. */
export interface Settled {
  readonly lost: Patch
  readonly decided: Decided
}

const NOTHING: Settled = { lost: {}, decided: {} }
/** A refused delete: it has no fields. */
const WHOLE = '*'

/** Remembers what a device was refused, so that history can tell how it was decided: what moves again adds to it. */
export function noteConflict(
  batch: Batch,
  { deviceId }: Author,
  { model, change, key }: ParsedChange,
  fields: readonly string[],
): void {
  if (deviceId === null) return
  const earlier = batch.conflicts.get(key)
  const patch: Patch =
    change.op === 'delete'
      ? { [WHOLE]: null }
      : {
          ...(earlier && withoutWhole(refusedBy(earlier))),
          ...Object.fromEntries(fields.map((field) => [field, valueAt(change.data, field)])),
        }
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

/** The device's next change of the record was accepted, or changed nothing: its conflict is over. */
export function settleConflict(batch: Batch, { key }: ParsedChange, after?: JudgedRow): Settled {
  const conflict = batch.conflicts.get(key)
  if (!conflict) return NOTHING
  batch.conflicts.delete(key)
  batch.added.conflicts.delete(key)
  batch.added.resolved.push(conflict)
  const { [WHOLE]: whole, ...refused } = refusedBy(conflict)
  // Whoever kept the record changes it later like any other.
  if (whole !== undefined) return after?.deleted ? { lost: {}, decided: { [WHOLE]: 'resolved' } } : NOTHING
  return {
    lost: Object.fromEntries(
      Object.entries(refused).filter(([field, value]) => after && !sameValue(value, valueAt(after.data, field))),
    ),
    decided: Object.fromEntries(Object.keys(refused).map((field) => [field, 'resolved'])),
  }
}

/** As this server wrote it. */
function refusedBy({ patch }: ConflictRow): Patch {
  return JSON.parse(patch) as Patch
}

function withoutWhole({ [WHOLE]: _, ...fields }: Patch): Patch {
  return fields
}
