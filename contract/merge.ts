import { type Data, type Patch, sameValue, type Value, valueAt } from './value.ts'

/** A field that both sides changed to different values since the base. */
export interface FieldConflict {
  readonly field: string
  readonly base: Value | null
  readonly ours: Value | null
  readonly theirs: Value | null
}

export interface Merge {
  /** What of ours still has to be sent on top of theirs. Fields in conflict are left out. */
  readonly patch: Patch
  readonly conflicts: readonly FieldConflict[]
}

/**
 * Three-way merge by field, as in git.
 * @param base the values that we saw of the edited fields; more do not matter
 * @param ours our patch on that base
 * @param theirs the server's row now
 */
export function merge(base: Data | Patch, ours: Patch, theirs: Data): Merge {
  const patch: Record<string, Value | null> = {}
  const conflicts: FieldConflict[] = []
  for (const [field, mine] of Object.entries(ours)) {
    const was = valueAt(base, field)
    const now = valueAt(theirs, field)
    if (sameValue(mine, now)) continue
    if (sameValue(was, now)) patch[field] = mine
    else if (!sameValue(was, mine)) conflicts.push({ field, base: was, ours: mine, theirs: now })
  }
  return { patch, conflicts }
}
