import type { Model } from '../../../contract/model.ts'
import { isRecordId, validatePatch, validateRecord, type FieldErrors } from '../../../contract/validate.ts'
import { applyPatch, type Data, type Patch, sameValue } from '../../../contract/value.ts'
import type { RecordKey, SavedEntry, VisibleRow } from '../core/types.ts'
import { InvalidRecord } from '../errors.ts'

/** What the write path puts. */
export interface LocalWrite {
  readonly entry: Omit<SavedEntry, 'key'>
  readonly visible: VisibleRow | null
}

/** @param editedAt RFC 3339, device clock @throws InvalidRecord */
export function createWrite(model: Model, id: string, fields: Data, schema: number, editedAt: string): LocalWrite {
  const patch = applyPatch({}, fields)
  refuse(model, { ...(isRecordId(id) ? {} : { id: 'bad_id' as const }), ...validateRecord(model, patch) })
  const key = { model: model.name, id }
  return {
    entry: { ...savedOf(key, schema, editedAt), op: 'create', patch, base: { version: 0, values: {} } },
    visible: { ...key, version: 0, data: patch, updatedAt: editedAt, updatedBy: '' },
  }
}

/** @returns undefined if nothing differs from what was seen @throws InvalidRecord */
export function updateWrite(
  model: Model,
  fields: Patch,
  seen: VisibleRow,
  schema: number,
  editedAt: string,
  asks?: boolean,
): LocalWrite | undefined {
  const changed = Object.entries(fields).filter(([name, value]) => !sameValue(value, seen.data[name]))
  if (changed.length === 0) return undefined
  const patch: Patch = Object.fromEntries(changed)
  refuse(model, validatePatch(model, patch))
  const values = Object.fromEntries(Object.entries(seen.data).filter(([name]) => Object.hasOwn(patch, name)))
  const base = { version: seen.version, values }
  return {
    entry: { ...savedOf(seen, schema, editedAt), op: 'update', patch, base, ...(asks && { asks }) },
    visible: { ...seen, data: applyPatch(seen.data, patch), updatedAt: editedAt, updatedBy: '' },
  }
}

export function deleteWrite(seen: VisibleRow, schema: number, editedAt: string): LocalWrite {
  const base = { version: seen.version, values: seen.data }
  return { entry: { ...savedOf(seen, schema, editedAt), op: 'delete', patch: {}, base }, visible: null }
}

function savedOf({ model, id }: RecordKey, schema: number, editedAt: string) {
  return { kind: 'saved' as const, model, id, schema, editedAt, attempts: 0 }
}

function refuse(model: Model, errors: FieldErrors): void {
  if (Object.keys(errors).length > 0) throw new InvalidRecord(model.name, errors)
}
