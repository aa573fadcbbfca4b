import type { PushRequest } from '../../contract/wire/push.ts'
import type { Actor } from './actor.ts'
import type { SyncContext } from './context.ts'
import type { Reply } from './reply.ts'

/**
 * POST /api/sync/push (WP9–WP19). The caller has checked the envelope with `pushRequestSchema` and that the actor is a
 * member of the scope. One transaction; on an unexpected error, one for each change.
 */
export async function push(_sync: SyncContext, _actor: Actor, _scope: string, _request: PushRequest): Promise<Reply> {
  throw new Error('not yet')
}
