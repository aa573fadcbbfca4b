import type { PushResult } from '../../contract/wire/push.ts'
import type { StorageTx } from '../storage/storage.ts'
import type { ScopeRow } from '../storage/tables.ts'
import { type Actor, mayWrite } from './actor.ts'
import type { Author } from './author.ts'
import { loadBatch } from './batch.ts'
import type { SyncContext } from './context.ts'
import { judgeChange } from './judge-change.ts'
import type { ParsedChange, RefusedChange } from './parse-change.ts'
import { FORBIDDEN } from './result.ts'
import { formatTime } from './time.ts'
import { writeBatch } from './write-batch.ts'

/** Where a batch comes from, beside its person. */
export interface Origin {
  readonly deviceId: string | null
  /** The device's clock when it sent; undefined if it does not tell. */
  readonly sentAtMs: number | undefined
}

/**
 * Every write there is (WP18): judges the changes one after the other and writes what holds, in the caller's transaction,
 * which has locked the scope's row.
 * @returns one result for each change, and the scope's row as it is now
 */
export async function judgeBatch(
  sync: SyncContext,
  tx: StorageTx,
  scope: ScopeRow,
  actor: Actor,
  origin: Origin,
  changes: readonly (ParsedChange | RefusedChange)[],
): Promise<{ results: PushResult[]; scope: ScopeRow }> {
  if (!mayWrite(actor) || changes.length === 0) return { results: changes.map(() => FORBIDDEN), scope }
  const author = createAuthor(sync, actor, origin)
  const parsed = changes.filter((change) => change.kind === 'change')
  const batch = await loadBatch(tx, sync.registry, scope, origin.deviceId, parsed)
  const results = changes.map((change) =>
    change.kind === 'refused' ? change.result : judgeChange(batch, author, change),
  )
  return { results, scope: await writeBatch(tx, batch, author.tag) }
}

function createAuthor({ environment }: SyncContext, actor: Actor, { deviceId, sentAtMs }: Origin): Author {
  const nowMs = environment.nowMs()
  const sender = { by: actor.name, nowMs }
  return {
    userId: actor.userId,
    deviceId,
    sender: sentAtMs === undefined ? sender : { ...sender, sentAtMs },
    now: formatTime(nowMs),
    tag: environment.randomWord(),
    randomWord: () => environment.randomWord(),
  }
}
