import type { PullAnswer } from '../../../contract/wire/pull.ts'
import { metaAfterAnswer } from '../core/meta.ts'
import { receive } from '../core/receive.ts'
import { isUnchanged } from '../core/record-state.ts'
import type { DeviceMeta, SyncEvent } from '../core/types.ts'
import { type SyncContext, timeOf } from '../context.ts'
import type { StoreTx } from '../ports.ts'
import { keyOfRow, readPullRow } from './read-rows.ts'
import { loadRecords } from './records.ts'
import { differingModels, type Digests, nextDayMs, trimArchive } from './repair.ts'
import { metaAfterRows } from './unread.ts'
import { mayPull } from './device-meta.ts'
import { hasFree, mayFree } from './freed.ts'

export type StoredPage =
  | { readonly kind: 'stored'; readonly rows: number; readonly hasMore: boolean; readonly mayPull: boolean }
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
    const { isMarkUnchecked, ...meta } = await tx.meta()
    if (meta.cursor === undefined || meta.cursor !== asked.cursor) return { kind: 'stale' }
    const at = timeOf(environment)
    const unreadable: SyncEvent[] = []
    const rows = page.changes.flatMap((change) => {
      const row = readPullRow(change)
      if (!row) unreadable.push({ at, kind: 'unreadable', detail: { row: change } })
      return row ?? []
    })
    const records = await loadRecords(tx, rows)
    let moved = 0
    let hasFreed = false
    for (const row of rows) {
      const state = records.of(row)
      const transition = receive(models, state, row)
      if (isUnchanged(state, transition)) continue
      records.move(row, transition)
      moved++
      hasFreed ||= mayFree(state, transition)
    }
    await records.write(tx, at)
    const pulled = moved > 0 ? [{ at, kind: 'pulled', detail: { rows: moved, cursor: page.cursor } }] : []
    await tx.addEvents([...unreadable, ...pulled])
    // A page in the middle ends at an older mark than an answer may have brought; the last one ends at the head, in a history
    // that has the mark it was asked with, but perhaps not one that came to another tab meanwhile.
    const mark = page.has_more || meta.mark !== asked.mark ? {} : { mark: page.cursor }
    const unread = unreadable.flatMap(({ detail }) => keyOfRow(detail['row']) ?? [])
    const heard = metaAfterRows(metaAfterAnswer(meta, environment.nowMs()), rows, unread, environment)
    const wanted = heard.wanted + (hasFreed && (await hasFree(tx, models, meta)) ? 1 : 0)
    const unchecked = isMarkUnchecked && meta.mark !== asked.mark ? { isMarkUnchecked } : {}
    const next = { ...heard, wanted, cursor: page.cursor, ...mark, ...unchecked }
    // An answer to another tab that came meanwhile is not in the server's digest.
    const digest = meta.mark === asked.mark ? page.digest : undefined
    if (digest) await trimArchive(tx, serverMs)
    const after = digest ? await compared(tx, context, next, digest) : next
    await tx.putMeta(after)
    return { kind: 'stored', rows: moved, hasMore: page.has_more, mayPull: mayPull(after) }
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
  // Where a row could not be read they cannot be equal; that row is asked for by its id.
  const lacking = new Set((meta.unread ?? []).map(({ model }) => model))
  const models = differingModels(ours, theirs).filter((model) => !lacking.has(model))
  const next = { ...meta, digestAtMs: nextDayMs(environment) }
  if (models.length === 0) return next
  await tx.addEvents([{ at: timeOf(environment), kind: 'differed', detail: { models } }])
  const { cursor: _, ...rest } = next
  return { ...rest, repairing: true }
}
