import * as v from 'valibot'
import type { PullAnswer } from '../../../contract/wire/pull.ts'
import { pullRowSchema } from '../../../contract/wire/row.ts'
import type { Data } from '../../../contract/value.ts'
import { metaAfterAnswer } from '../core/meta.ts'
import { receive } from '../core/receive.ts'
import { isUnchanged } from '../core/record-state.ts'
import type { DeviceMeta, ServerRow, SyncEvent } from '../core/types.ts'
import { type SyncContext, timeOf } from '../context.ts'
import type { StoreTx } from '../ports.ts'
import { loadRecords } from './records.ts'
import { differingModels, type Digests, nextDigestMs, trimArchive } from './repair.ts'

export type StoredPage =
  | { readonly kind: 'stored'; readonly rows: number; readonly hasMore: boolean; readonly hasCursor: boolean }
  /** Somebody else has moved the cursor meanwhile: the page is dropped, the next pull begins where they left off. */
  | { readonly kind: 'stale' }

/**
 * Stores a page of a pull with the cursor that closes it, in one transaction (WP22). A row that cannot be read is set aside
 * and logged, and the page goes on (WP3).
 * @param asked the device's state when the page was asked for
 * @param serverMs the server's clock
 */
export function storePage(
  context: SyncContext,
  asked: DeviceMeta,
  page: PullAnswer,
  serverMs: number,
): Promise<StoredPage> {
  const { store, models, environment } = context
  return store.transact(async (tx) => {
    const meta = await tx.meta()
    if (meta.cursor === undefined || meta.cursor !== asked.cursor) return { kind: 'stale' }
    const at = timeOf(environment)
    const unreadable: SyncEvent[] = []
    const rows = page.changes.flatMap((change) => {
      const row = readRow(change)
      if (!row) unreadable.push({ at, kind: 'unreadable', detail: { row: change } })
      return row ?? []
    })
    const records = await loadRecords(tx, rows)
    let moved = 0
    for (const row of rows) {
      const state = records.of(row)
      const transition = receive(models, state, row)
      if (isUnchanged(state, transition)) continue
      records.move(row, transition)
      moved++
    }
    await records.write(tx, at)
    const pulled = moved > 0 ? [{ at, kind: 'pulled', detail: { rows: moved, cursor: page.cursor } }] : []
    await tx.addEvents([...unreadable, ...pulled])
    // A page in the middle ends at an older mark than an answer may have brought; the last one ends at the head, in a history
    // that has the mark it was asked with, but perhaps not one that came to another tab meanwhile.
    const mark = page.has_more || meta.mark !== asked.mark ? {} : { mark: page.cursor }
    const next = { ...metaAfterAnswer(meta, environment.nowMs()), cursor: page.cursor, ...mark }
    // An answer to another tab that came meanwhile is not in the server's digest.
    const digest = meta.mark === asked.mark ? page.digest : undefined
    if (digest) await trimArchive(tx, serverMs)
    const after = digest ? await compared(tx, context, next, digest) : next
    await tx.putMeta(after)
    return { kind: 'stored', rows: moved, hasMore: page.has_more, hasCursor: after.cursor !== undefined }
  })
}

/** WP27: where the digests differ the cursor goes, so that the next pull is a snapshot that repairs. */
async function compared(
  tx: StoreTx,
  { environment }: SyncContext,
  meta: DeviceMeta,
  theirs: Digests,
): Promise<DeviceMeta> {
  const ours = await tx.digests()
  if (!ours) return meta
  await tx.forgetDigests()
  const models = differingModels(ours, theirs)
  const next = { ...meta, digestAtMs: nextDigestMs(environment) }
  if (models.length === 0) return next
  await tx.addEvents([{ at: timeOf(environment), kind: 'differed', detail: { models } }])
  const { cursor: _, ...rest } = next
  return { ...rest, repairing: true }
}

function readRow(unread: unknown): ServerRow | undefined {
  const { success, output } = v.safeParse(pullRowSchema, unread)
  if (!success) return undefined
  const { model, id, version, deleted, data, updated_at, updated_by } = output
  // Unknown kinds of values are kept (WP3); what a model cannot hold is left out where it is shown.
  return { model, id, version, deleted, data: (data ?? {}) as Data, updatedAt: updated_at, updatedBy: updated_by }
}
