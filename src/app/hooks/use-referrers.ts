import type { Model } from '../../../contract/model.ts'
import { models } from '../../../contract/models/index.ts'
import type { Satchel } from '../../db/local-api.ts'
import { useLive } from './use-live.ts'

/** Some records of one model that refer to a record by one field. */
export interface Referrers {
  readonly model: Model
  readonly field: string
  readonly total: number
}

/** Which models have records that refer to this one, and how many, kept up to date; none while reading. */
export function useReferrers(model: string, id: string): readonly Referrers[] {
  const key = `referrers ${model}/${id}`
  const live = useLive(key, (satchel) => findReferrers(satchel, model, id), 'records')
  return live?.key === key ? live.value : []
}

/** As `useReferrers`, once. */
export async function findReferrers(satchel: Satchel, model: string, id: string): Promise<Referrers[]> {
  const all = models.referrersOf(model).map(async ({ model: referrer, field }) => {
    const { total } = await satchel.localList(referrer.name, { where: { [field]: id }, limit: 1 })
    return { model: referrer, field, total }
  })
  return (await Promise.all(all)).filter(({ total }) => total > 0)
}
