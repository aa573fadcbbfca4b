import type { PendingChange } from '../../db/local-api.ts'
import { useLive } from './use-live.ts'

/** The waiting change of a record, if there is one. */
export function usePendingOf(model: string, id: string): PendingChange | undefined {
  const live = useLive(`pending ${model}/${id}`, async (satchel) =>
    (await satchel.pendingChanges()).find((change) => change.model === model && change.id === id),
  )
  return live?.value
}
