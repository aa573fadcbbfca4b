import type { PendingChange } from '../../db/local-api.ts'
import { useLive } from './use-live.ts'

/** @returns the waiting change of a record, null if there is none; undefined until that is read, or if no record is named */
export function usePendingOf(model: string, id: string | undefined): PendingChange | null | undefined {
  const key = `pending ${model}/${id ?? ''}`
  const live = useLive(key, async (satchel) => {
    if (id === undefined) return undefined
    const changes = await satchel.pendingChanges()
    return changes.find((change) => change.model === model && change.id === id) ?? null
  })
  return live?.key === key ? live.value : undefined
}
