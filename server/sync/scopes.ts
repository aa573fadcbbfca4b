import { formatMark } from '../../contract/mark.ts'
import type { ScopeRow } from '../storage/tables.ts'
import type { SyncContext } from './context.ts'
import { formatTime } from './time.ts'

/** Creates a scope. @returns false if there was one with that id already; it stays as it is. */
export async function createScope(sync: SyncContext, scope: string, name: string): Promise<boolean> {
  return sync.storage.transact(async (tx) => {
    if (await tx.lockScope(scope)) return false
    const tag = sync.environment.randomWord()
    const createdAt = formatTime(sync.environment.nowMs())
    await tx.addScope({ scope, name, head: 0, head_tag: tag, origin_tag: tag, oldest: 0, created_at: createdAt })
    return true
  })
}

/** The mark of the scope's newest change; undefined if there is no such scope. */
export async function head(sync: SyncContext, scope: string): Promise<string | undefined> {
  const row = await sync.storage.read((snapshot) => snapshot.scope(scope))
  return row && headMark(sync, row)
}

export function headMark({ storage }: SyncContext, row: ScopeRow): string {
  return formatMark({ epoch: storage.epoch, seq: row.head, tag: row.head_tag })
}

/** Tombstones stay for ever (WP19); this moves the oldest mark that may still pull up to `seq`. It never falls. */
export async function pruneTombstones(sync: SyncContext, scope: string, seq: number): Promise<void> {
  await sync.storage.transact(async (tx) => {
    const row = await tx.lockScope(scope)
    const oldest = Math.min(seq, row?.head ?? 0)
    if (row && oldest > row.oldest) await tx.putScope({ ...row, oldest })
  })
}
