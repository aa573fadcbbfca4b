import { isRecordId } from '../../contract/validate.ts'
import { PAGE_ROWS_DEFAULT } from '../../contract/wire/protocol.ts'
import type { HistoryLine } from '../../contract/wire/history.ts'
import type { ChangeRow, LossRow } from '../storage/tables.ts'
import type { SyncContext } from './context.ts'
import { pageRows, wholeNumber } from './query.ts'
import { answer, problem, type Reply } from './reply.ts'

/** The query of GET /api/history, unparsed as it came. */
export interface HistoryQuery {
  readonly model?: string | undefined
  readonly id?: string | undefined
  readonly before?: string | undefined
  readonly limit?: string | undefined
}

/**
 * GET /api/history: `{"data":[HistoryLine…],"has_more"}`, newest first; the next page is `before` the last line's seq. A
 * change of which a policy took nothing is a line without `before` and `after`, above the line that it lost against.
 */
export async function history(sync: SyncContext, scope: string, query: HistoryQuery): Promise<Reply> {
  const { model, id } = query
  if (model === undefined || id === undefined) return problem('INVALID_BODY', 'history is of one model and id')
  if (!sync.registry.get(model) || !isRecordId(id)) return problem('NOT_FOUND', 'there is no such record')
  const before = query.before === undefined ? Number.MAX_SAFE_INTEGER : wholeNumber(query.before)
  if (before === undefined) return problem('INVALID_BODY', 'before is a seq', { before: 'wrong_type' })
  const limit = pageRows(query.limit, PAGE_ROWS_DEFAULT)
  return sync.storage.read(async (snapshot) => {
    const found = await snapshot.changesOf(scope, model, id, before, limit + 1)
    const changes = found.slice(0, limit)
    const losses = await snapshot.lossesOf(scope, model, id, changes.at(-1)?.seq ?? before, before)
    const lines = changes.flatMap((change) => [...losses.filter(({ seq }) => seq === change.seq), change])
    return answer(JSON.stringify({ data: lines.map(lineOf), has_more: found.length > limit }))
  })
}

function lineOf(row: ChangeRow | LossRow): HistoryLine {
  const line = {
    seq: row.seq,
    version: row.version,
    op: row.op,
    updated_by: row.updated_by,
    updated_at: row.updated_at,
    // Written by this server as the rest of a line.
    ...(JSON.parse(row.detail) as Pick<HistoryLine, 'before' | 'after' | 'lost' | 'beaten' | 'decided'>),
  }
  const device = row.device_id === null ? {} : { device_id: row.device_id }
  return { ...line, ...device, ...(row.edited_at === null ? {} : { edited_at: row.edited_at }) }
}
