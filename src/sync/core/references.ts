import { referencesOf } from '../../../contract/model.ts'
import type { Registry } from '../../../contract/registry.ts'
import type { Data, Patch } from '../../../contract/value.ts'
import { recordName } from './record-name.ts'
import type { Entry, RecordKey } from './types.ts'

export interface Reference extends RecordKey {
  readonly field: string
}

/** The records that some values of a model refer to. A model that this build does not know refers to nothing. */
export function referencesIn(models: Registry, name: string, values: Data | Patch): readonly Reference[] {
  const model = models.get(name)
  return model ? referencesOf(model, values) : []
}

/** The creates that wait on this device, by record: what the server does not know yet. */
export function pendingCreates(outbox: readonly Entry[]): ReadonlyMap<string, Entry> {
  return new Map(outbox.filter(({ op }) => op === 'create').map((entry) => [recordName(entry), entry]))
}

/**
 * Does a missing reference of this entry only wait on this device? Not if the two wait for each other.
 * @param fields the fields in question; none: any
 */
export function waitsForCreate(
  models: Registry,
  outbox: readonly Entry[],
  entry: Entry,
  fields: readonly string[],
): boolean {
  const creates = pendingCreates(outbox)
  return referencesIn(models, entry.model, entry.patch)
    .filter(({ field }) => fields.length === 0 || fields.includes(field))
    .some((parent) => creates.has(recordName(parent)) && !leadsTo(models, creates, parent, entry))
}

/** Does the record, by its own pending create and those it refers to, refer to `target`? */
export function leadsTo(
  models: Registry,
  creates: ReadonlyMap<string, Entry>,
  record: RecordKey,
  target: RecordKey,
  seen: Set<string> = new Set(),
): boolean {
  const text = recordName(record)
  if (text === recordName(target)) return true
  const create = creates.get(text)
  if (!create || seen.has(text)) return false
  seen.add(text)
  return referencesIn(models, create.model, create.patch).some((next) => leadsTo(models, creates, next, target, seen))
}
