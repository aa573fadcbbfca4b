import type { SyncContext } from './context.ts'
import type { Reply } from './reply.ts'

/** The query of GET /api/history, unparsed as it came. */
export interface HistoryQuery {
  readonly model?: string | undefined
  readonly id?: string | undefined
  readonly before?: string | undefined
  readonly limit?: string | undefined
}

/** GET /api/history: `{"data":[HistoryLine…],"has_more"}`, newest first; the next page is `before` the last line's seq. */
export async function history(_sync: SyncContext, _scope: string, _query: HistoryQuery): Promise<Reply> {
  throw new Error('not yet')
}
