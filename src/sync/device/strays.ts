import { SCHEMA } from '../../../contract/models/index.ts'
import { recordName } from '../core/record-name.ts'
import { unchanged } from '../core/record-state.ts'
import { queueStray } from '../core/stray.ts'
import type { RecordKey } from '../core/types.ts'
import { type SyncContext, timeOf } from '../context.ts'
import type { OverlayRow, StoreReads, StoreTx } from '../ports.ts'
import { loadRecords } from './records.ts'

/** Where overlay and outbox do not belong together: the two are written together, so the storage has lost one of them. */
export interface Strays {
  /** Seen, and would never be sent. */
  readonly unsent: readonly OverlayRow[]
  /** Waits, and is not seen. */
  readonly unseen: readonly RecordKey[]
}

export async function findStrays(tx: StoreReads): Promise<Strays> {
  const [entries, overlay] = [await tx.entries(), await tx.overlay()]
  const waiting = new Set(entries.map(recordName))
  const seen = new Set(overlay.map(({ key }) => recordName(key)))
  return {
    unsent: overlay.filter(({ key }) => !waiting.has(recordName(key))),
    unseen: entries.filter((entry) => !seen.has(recordName(entry))),
  }
}

/** Queues what would never be sent, and shows what was not seen. @returns how many records that were */
export async function repairStrays(
  tx: StoreTx,
  { models, environment }: Pick<SyncContext, 'models' | 'environment'>,
): Promise<number> {
  const { unsent, unseen } = await findStrays(tx)
  const at = timeOf(environment)
  const records = await loadRecords(tx, [...unsent.map(({ key }) => key), ...unseen])
  for (const { key, row: seen, saw = {} } of unsent) {
    const { row } = records.of(key)
    records.move(key, queueStray(models, row, key, seen, saw, { schema: SCHEMA, editedAt: seen?.updatedAt ?? at }))
  }
  for (const key of unseen) records.move(key, unchanged(records.of(key)))
  await tx.putVisible(unsent.map(({ key }) => ({ key, row: undefined })))
  await records.write(tx, at)
  return unsent.length + unseen.length
}
