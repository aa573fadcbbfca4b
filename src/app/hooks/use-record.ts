import type { VisibleRow } from '../../sync/core/types.ts'
import { useLive } from './use-live.ts'

/**
 * One record as the person sees it, kept up to date.
 * @returns undefined until it was read, null if there is no such record or it is deleted
 */
export function useRecord(model: string, id: string): VisibleRow | null | undefined {
  const key = `${model}/${id}`
  const live = useLive(key, async (satchel) => (await satchel.localGet(model, id)) ?? null, 'records')
  return live?.key === key ? live.value : undefined
}
