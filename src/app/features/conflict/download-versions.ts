import type { Op } from '../../../../contract/change.ts'
import type { PendingChange } from '../../../db/local-api.ts'
import type { ParkedReason, ServerRow } from '../../../sync/core/types.ts'
import { myVersion } from './choices.ts'

/**
 * Saves both versions of the record as one file, with what was seen before, who and when. Nothing is decided by it.
 * @param row the server's, where the reason does not tell it
 */
export function downloadVersions(change: PendingChange, reason: ParkedReason, row?: ServerRow): void {
  const link = document.createElement('a')
  const text = JSON.stringify(bothVersions(change, reason, row), null, 2)
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  link.download = `satchel-versions-${fileName(change.label)}.json`
  link.click()
  // The download has its own reference by then; a minute is ample and frees the memory.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/** What the file holds; a side that deleted the record says so. */
function bothVersions(change: PendingChange, reason: ParkedReason, row: ServerRow | undefined): object {
  const { model, id, label, op, base, patch, editedAt } = change
  const yours = yoursOf(op, { changes: patch, ...(reason.kind === 'conflict' && { data: myVersion(change, reason) }) })
  return {
    ...{ model, id, label },
    was: base,
    yours: { ...yours, edited_at: editedAt },
    theirs: theirsOf(reason, row),
  }
}

function yoursOf(op: Op, version: object): object {
  return op === 'delete' ? { deleted: true } : version
}

function theirsOf(reason: ParkedReason, row: ServerRow | undefined): object {
  switch (reason.kind) {
    case 'conflict':
      return { version: reason.serverVersion, data: reason.serverData, fields: reason.theirs }
    case 'deleted':
      return { version: reason.serverVersion, deleted: true, by: reason.by, at: reason.at }
    case 'refused':
    case 'failed':
      return { refusal: reason, ...(row && rowFacts(row)) }
  }
}

function rowFacts({ version, deleted, data, updatedBy: by, updatedAt: at }: ServerRow): object {
  return deleted ? { version, deleted, by, at } : { version, data, by, at }
}

function fileName(label: string): string {
  const words = label
    .normalize('NFKD')
    .toLowerCase()
    .match(/[\p{Letter}\p{Number}]+/gu)
  return words?.join('-').slice(0, 60) ?? 'record'
}
