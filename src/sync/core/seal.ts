import type { OpenEntry, SealedEntry } from './types.ts'

/** Gives an entry its `mutation_id` and the exact JSON text that every repeat sends. */
export function seal(_entry: OpenEntry, _mutationId: number): SealedEntry {
  throw new Error('not written yet')
}

/** After `ID_REUSE`: the same change under another id (of a new device id); equal updates and creates make that harmless. */
export function reseal(_entry: SealedEntry, _mutationId: number): SealedEntry {
  throw new Error('not written yet')
}
