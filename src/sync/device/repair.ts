import { EMPTY_DIGEST } from '../../../contract/digest.ts'
import { SCHEMA } from '../../../contract/models/index.ts'
import type { PullAnswer } from '../../../contract/wire/pull.ts'
import { expiredChanges } from '../core/archive.ts'
import { recordName } from '../core/record-name.ts'
import { type NewEntry, writesOf } from '../core/record-state.ts'
import { queueStray } from '../core/stray.ts'
import { differingJson } from '../core/taken.ts'
import type { DeviceMeta, ServerRow, SyncEvent } from '../core/types.ts'
import { type SyncContext, timeOf } from '../context.ts'
import type { Environment, StoreTx } from '../ports.ts'

export type Digests = NonNullable<PullAnswer['digest']>

const DAY_MS = 24 * 60 * 60 * 1000

/** When what is asked daily is asked next: in a day or a little more, so that devices do not all ask at once. */
export function nextDayMs({ nowMs, random }: Pick<Environment, 'nowMs' | 'random'>): number {
  return nowMs() + DAY_MS * (1 + random() / 4)
}

/** Is a comparison due? Without a whole mirror there is nothing to compare. */
export function isDigestDue({ cursor, digestAtMs }: DeviceMeta, nowMs: number): boolean {
  return cursor !== undefined && digestAtMs <= nowMs
}

/** The models whose rows are not those of the server (WP27, F28). */
export function differingModels(ours: Digests, theirs: Digests): string[] {
  const models = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])]
  return models.filter((model) => {
    const here = ours[model] ?? EMPTY_DIGEST
    const there = theirs[model] ?? EMPTY_DIGEST
    return here.count !== there.count || here.sum !== there.sum
  })
}

/** Once a day, with the digest: acknowledged changes that are old, or too many, go. */
export async function trimArchive(tx: StoreTx, serverMs: number): Promise<void> {
  await tx.trimArchive(expiredChanges(await tx.archive(), serverMs))
}

/**
 * Compares a group of a repairing snapshot with the mirror that it replaces: both versions of what differs go into the log, and
 * values that no version of the server explains are queued as an edit, so that nothing a person entered is swapped away. Nobody knows
 * what its author saw, or whether there is one: it is a question. Not as a save: folded into the mirror of which they are, they
 * would be no change.
 * @returns how many edits are queued
 */
export async function keepDifferences(tx: StoreTx, { models, environment }: SyncContext, rows: readonly ServerRow[]) {
  const at = timeOf(environment)
  const here = await tx.rows(rows)
  const waiting = new Set((await tx.entriesOf(rows)).map(recordName))
  const events: SyncEvent[] = []
  const edits: NewEntry[] = []
  rows.forEach((theirs, n) => {
    const ours = here[n]
    if (!ours || ours.deleted) return
    const isSame = differingJson(ours.data, theirs.data).length === 0
    if (isSame && ours.version === theirs.version) return
    const { model, id } = theirs
    events.push({ at, kind: 'differed', detail: { model, id, ours, theirs } })
    // One that is behind has missed a pull, one that is ahead was answered since; the server's history explains both.
    const isExplained = isSame || ours.version !== theirs.version
    if (isExplained || waiting.has(recordName(theirs))) return
    const queued = queueStray(models, theirs, theirs, ours, {}, { schema: SCHEMA, editedAt: at })
    edits.push(...writesOf({ row: theirs, entries: [] }, queued).addEntries)
  })
  await tx.addEvents(events)
  await tx.addEntries(edits)
  return edits.length
}

/** Before a repairing snapshot is swapped in: what it does not name goes into the log. Somebody may have deleted it. */
export async function keepMissing(tx: StoreTx, { environment }: SyncContext): Promise<void> {
  const rows = await tx.rows((await tx.snapshotMisses()).slice(0, MISSING_MAX))
  const at = timeOf(environment)
  const live = rows.filter((row) => row !== undefined).filter(({ deleted }) => !deleted)
  await tx.addEvents(
    live.slice(0, LINES_MAX).map((ours) => {
      const { model, id } = ours
      return { at, kind: 'differed', detail: { model, id, ours, theirs: null } }
    }),
  )
}

const MISSING_MAX = 2_000
/** The log has to hold the rest too. */
const LINES_MAX = 200
