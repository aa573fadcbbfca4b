import { plainText, titleOf } from '../../contract/label.ts'
import type { Model } from '../../contract/model.ts'
import type { Registry } from '../../contract/registry.ts'
import type { Data } from '../../contract/value.ts'
import type { VisibleRow } from '../sync/core/types.ts'
import { shownOf } from './column/column.ts'
import { itemOf, planOf } from './column/plan.ts'
import { DEPTH_MAX, type LastSeen } from './column/titles.ts'
import type { Satchel } from './local-api.ts'

interface RowTitles {
  readonly models: Registry
  readonly localGet: Satchel['localGet']
  /** Asked for only where a row is missing: it may wait for a column that is being loaded. */
  readonly lastSeen: () => Promise<LastSeen>
}

/**
 * A record's title from its row and those that it refers to: where no column is in memory yet, a few rows are there long before a
 * column of many megabytes is. It says what the columns would.
 * @returns undefined if there is no such record
 */
export async function titleFromRows(from: RowTitles, name: string, id: string): Promise<string | undefined> {
  const model = from.models.get(name)
  const row = model && (await from.localGet(name, id))
  return row && titleOfData(from, model, shownIn(model, row), DEPTH_MAX)
}

/** The title of a record that another one refers to, also if its own deletion waits here. */
async function referredTitle(from: RowTitles, name: string, id: string, depth: number): Promise<string | undefined> {
  const model = from.models.get(name)
  if (!model || depth === 0) return undefined
  const row = await from.localGet(name, id)
  const shown = row ? shownIn(model, row) : (await from.lastSeen())(name, id)
  return shown && titleOfData(from, model, shown, depth)
}

async function titleOfData(from: RowTitles, model: Model, shown: Data, depth: number): Promise<string> {
  const titles = planOf(model).titleReferences.map(async ({ field, model: target }) => {
    const to = shown[field]
    const title = typeof to === 'string' ? await referredTitle(from, target, to, depth - 1) : undefined
    return [`${target}/${String(to)}`, title] as const
  })
  const known = new Map(await Promise.all(titles))
  return titleOf(
    model,
    shown,
    plainText((target, to) => known.get(`${target}/${to}`)),
  )
}

function shownIn(model: Model, row: VisibleRow): Data {
  const plan = planOf(model)
  return shownOf(plan, itemOf(plan, row))
}
