import type { SyncContext } from './context.ts'
import type { Reply } from './reply.ts'

/** The query of GET /api/sync/pull, unparsed as it came. */
export interface PullQuery {
  readonly since?: string | undefined
  readonly limit?: string | undefined
  readonly model?: string | undefined
  readonly excludeDevice?: string | undefined
  /** `digest=1` */
  readonly digest?: string | undefined
}

/** GET /api/sync/pull (WP20–WP25, WP27). The caller has checked that the person may read the scope. */
export async function pull(_sync: SyncContext, _scope: string, _query: PullQuery): Promise<Reply> {
  throw new Error('not yet')
}
