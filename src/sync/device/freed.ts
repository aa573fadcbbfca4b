import type { Registry } from '../../../contract/registry.ts'
import { BATCH_MAX } from '../core/batch-size.ts'
import { plan } from '../core/order.ts'
import type { RecordState } from '../core/record-state.ts'
import type { DeviceMeta } from '../core/types.ts'
import type { StoreReads } from '../ports.ts'

/** Did rows that came make of an entry something else, or nothing? It may leave now, or what waited for it may. */
export function mayFree(before: RecordState, after: RecordState): boolean {
  return before.entries.some(
    ({ key, kind, op }) => !after.entries.some((entry) => entry.key === key && entry.kind === kind && entry.op === op),
  )
}

/** Does something wait that may leave now? The run that frees it goes on to send it. */
export async function hasFree(tx: StoreReads, models: Registry, { sendMode }: DeviceMeta): Promise<boolean> {
  return plan(models, await tx.entries(), BATCH_MAX, sendMode).batch.some(({ kind }) => kind === 'open')
}
