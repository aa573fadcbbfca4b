import type { Change } from '../../contract/change.ts'
import type { PushResult } from '../../contract/wire/push.ts'
import type { Actor } from './actor.ts'
import type { SyncContext } from './context.ts'

/**
 * Applies changes of the server's own (seeding, import, administration) by the rules of a push (WP18): 500 in a
 * transaction, judged one by one, in order.
 * @returns one result for each change, as a push would answer it
 * @throws Error if the scope does not exist
 */
export async function applyChanges(
  _sync: SyncContext,
  _actor: Actor,
  _scope: string,
  _changes: readonly Change[],
): Promise<PushResult[]> {
  throw new Error('not yet')
}
