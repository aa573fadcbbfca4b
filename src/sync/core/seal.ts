import type { SentChange } from '../../../contract/wire/push.ts'
import type { OpenEntry, SealedEntry } from './types.ts'

/** Gives an entry its `mutation_id` and the exact JSON text that every repeat sends. */
export function seal(entry: OpenEntry, mutationId: number): SealedEntry {
  return { ...entry, kind: 'sealed', mutationId, body: bodyOf(entry, mutationId), retries: 0 }
}

/** After `ID_REUSE`: the same change under an id of a new device id; equal updates and creates make that harmless. */
export function reseal(entry: SealedEntry, mutationId: number): SealedEntry {
  return { ...entry, mutationId, body: bodyOf(entry, mutationId) }
}

function bodyOf(entry: OpenEntry | SealedEntry, mutationId: number): string {
  const { op, model, id, schema, patch, base, editedAt } = entry
  const change: SentChange = {
    mutation_id: mutationId,
    schema,
    op,
    model,
    id,
    version: base.version,
    ...(op === 'delete' ? {} : { data: patch }),
    edited_at: editedAt,
  }
  return JSON.stringify(change)
}
