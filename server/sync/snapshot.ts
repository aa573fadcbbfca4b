import type { SyncContext } from './context.ts'
import type { Problem } from './reply.ts'

/** Chunks of NDJSON text, whole lines each; every chunk is a short read of its own. */
export interface Snapshot {
  readonly kind: 'snapshot'
  readonly chunks: AsyncGenerator<string, void, void>
}

/**
 * GET /api/sync/snapshot (PROTOCOL.md §4). The caller has checked that the person may read the scope.
 * @param after `model/id` of the last row that the device has, to go on from there
 */
export async function snapshot(
  _sync: SyncContext,
  _scope: string,
  _after: string | undefined,
): Promise<Snapshot | Problem> {
  throw new Error('not yet')
}
