import type { Change } from '../../contract/change.ts'
import { formatMark } from '../../contract/mark.ts'
import type { PushResult } from '../../contract/wire/push.ts'
import { CHANGES_MAX } from '../../contract/wire/protocol.ts'
import type { Actor } from './actor.ts'
import type { SyncContext } from './context.ts'
import { judgeBatch } from './judge-batch.ts'
import { parseChange } from './parse-change.ts'
import { formatTime } from './time.ts'

const NO_DEVICE = { deviceId: null, sentAtMs: undefined }

/**
 * Applies changes of the server's own (seeding, import, administration) by the rules of a push (WP18): 500 in a
 * transaction, judged one by one, in order.
 * @returns one result for each change, as a push would answer it
 * @throws Error if the scope does not exist
 */
export async function applyChanges(
  sync: SyncContext,
  actor: Actor,
  scope: string,
  changes: readonly Change[],
): Promise<PushResult[]> {
  const results: PushResult[] = []
  for (let start = 0; start < changes.length; start += CHANGES_MAX) {
    const parsed = changes.slice(start, start + CHANGES_MAX).map((change) => parseChange(sync, wireForm(change)))
    const done = await sync.storage.transact(async (tx) => {
      const row = await tx.lockScope(scope)
      if (!row) throw new Error(`there is no scope ${scope}`)
      return judgeBatch(sync, tx, row, actor, NO_DEVICE, parsed)
    })
    results.push(...done.results)
    const { head, head_tag: tag } = done.scope
    sync.commits.notify(scope, formatMark({ epoch: sync.storage.epoch, seq: head, tag }))
  }
  return results
}

/** Imports are as fallible as devices: they take the same way through the parser. */
function wireForm({ op, model, id, version, data, editedAtMs }: Change): unknown {
  const edited = editedAtMs === undefined ? {} : { edited_at: formatTime(editedAtMs) }
  return { op, model, id, version, ...(op === 'delete' ? {} : { data }), ...edited }
}
