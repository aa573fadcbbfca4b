import type { SyncContext } from './context.ts'
import type { Answer } from './reply.ts'

/** GET /api/sync/policy: who wins in each model, and which side the merge screen begins with. */
export function policy(_sync: SyncContext): Answer {
  throw new Error('not yet')
}
