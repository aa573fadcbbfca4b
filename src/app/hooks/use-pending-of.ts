import type { PendingChange } from '../../db/local-api.ts'
import { useLive } from './use-live.ts'

/** @returns the waiting change of a record, null if there is none; undefined until that is read */
export function usePendingOf(model: string, id: string): PendingChange | null | undefined {
  const live = useLive(
    `pending ${model}/${id}`,
    async (satchel) =>
      (await satchel.pendingChanges()).find((change) => change.model === model && change.id === id) ?? null,
  )
  return live?.value
}
