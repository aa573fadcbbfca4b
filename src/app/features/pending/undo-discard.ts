import { applyPatch, valueAt } from '../../../../contract/value.ts'
import type { PendingChange, Satchel } from '../../../db/local-api.ts'
import type { VisibleRow } from '../../../sync/core/types.ts'

/** Types a discarded change again, over what the person had seen: a question about its fields is asked again. */
export async function typeAgain(satchel: Satchel, change: PendingChange): Promise<void> {
  const { op, model, id, patch } = change
  const isQuestion = change.reason?.kind === 'conflict'
  const now = await satchel.localGet(model, id)
  if (op === 'create' && !now) await satchel.localCreate(model, id, applyPatch({}, patch))
  else await satchel.localUpdate(model, id, patch, { seen: seenThen(change, now), ...(isQuestion && { asks: true }) })
}

function seenThen({ model, id, patch, base, baseVersion }: PendingChange, now: VisibleRow | undefined): VisibleRow {
  const row = now ?? { model, id, version: baseVersion, data: base, updatedAt: '', updatedBy: '' }
  const seen = Object.fromEntries(Object.keys(patch).map((name) => [name, valueAt(base, name)]))
  return { ...row, version: baseVersion, data: applyPatch(row.data, seen) }
}
