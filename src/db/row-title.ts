import { plainText, titleOf } from '../../contract/label.ts'
import type { Registry } from '../../contract/registry.ts'
import { shownOf } from './column/column.ts'
import { itemOf, planOf } from './column/plan.ts'
import { DEPTH_MAX } from './column/titles.ts'
import type { Satchel } from './local-api.ts'

/**
 * A record's title from its row and those that it refers to: where no column is in memory yet, a few rows are there long before a
 * column of many megabytes is. It says what the columns would.
 * @returns undefined if there is no such record
 */
export async function titleFromRows(
  models: Registry,
  localGet: Satchel['localGet'],
  name: string,
  id: string,
  depth = DEPTH_MAX,
): Promise<string | undefined> {
  const model = models.get(name)
  const row = model && depth > 0 ? await localGet(name, id) : undefined
  if (!model || !row) return undefined
  const plan = planOf(model)
  const shown = shownOf(plan, itemOf(plan, row))
  const titles = plan.titleReferences.map(async ({ field, model: target }) => {
    const to = shown[field]
    const title = typeof to === 'string' ? await titleFromRows(models, localGet, target, to, depth - 1) : undefined
    return [`${target}/${String(to)}`, title] as const
  })
  const known = new Map(await Promise.all(titles))
  return titleOf(
    model,
    shown,
    plainText((target, to) => known.get(`${target}/${to}`)),
  )
}
