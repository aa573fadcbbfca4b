import * as v from 'valibot'
import type { PullAnswer } from '../../contract/wire/pull.ts'
import { pullRowSchema } from '../../contract/wire/row.ts'
import type { Data } from '../../contract/value.ts'
import { metaAfterAnswer } from './core/meta.ts'
import { receive } from './core/receive.ts'
import { isUnchanged } from './core/record-state.ts'
import type { ServerRow, SyncEvent } from './core/types.ts'
import { type SyncContext, timeOf } from './context.ts'
import { loadRecords } from './records.ts'

export type StoredPage =
  | { readonly kind: 'stored'; readonly rows: number; readonly hasMore: boolean }
  /** Somebody else has moved the cursor meanwhile: the page is dropped, the next pull begins where they left off. */
  | { readonly kind: 'stale' }

/**
 * Stores a page of a pull with the cursor that closes it, in one transaction (WP22). A row that cannot be read is set aside
 * and logged, and the page goes on (WP3).
 * @param since the cursor that the page was asked for
 */
export function storePage(context: SyncContext, since: string, page: PullAnswer): Promise<StoredPage> {
  const { store, models, environment } = context
  return store.transact(async (tx) => {
    const meta = await tx.meta()
    if (meta.cursor !== since) return { kind: 'stale' }
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
    // A page in the middle ends at an older mark than an answer may have brought; the last one ends at the head.
    const mark = page.has_more ? {} : { mark: page.cursor }
    await tx.putMeta({ ...metaAfterAnswer(meta, environment.nowMs()), cursor: page.cursor, ...mark })
    return { kind: 'stored', rows: moved, hasMore: page.has_more }
  })
}

function readRow(unread: unknown): ServerRow | undefined {
  const { success, output } = v.safeParse(pullRowSchema, unread)
  if (!success) return undefined
  const { model, id, version, deleted, data, updated_at, updated_by } = output
  // Unknown kinds of values are kept (WP3); what a model cannot hold is left out where it is shown.
  return { model, id, version, deleted, data: (data ?? {}) as Data, updatedAt: updated_at, updatedBy: updated_by }
}
