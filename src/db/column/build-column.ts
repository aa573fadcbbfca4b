import type { RecordKey, VisibleRow } from '../../sync/core/types.ts'
import type { Connection } from '../connection.ts'
import { decodeRows } from '../mirror/page.ts'
import { readMirror, visibleOf } from '../mirror/rows.ts'
import type { LocalRow, OverRow, Page } from '../schema.ts'
import { rangeUnder, resultOf } from '../transaction.ts'
import { createColumnBuilder } from './column.ts'
import { createLiveColumn, type LiveColumn } from './live-column.ts'
import { itemOf, type Plan } from './plan.ts'

/** How many pages one transaction reads: saves wait no longer than that takes. */
const PAGES_AT_ONCE = 10

/**
 * A model's column from its rows. Every step is a transaction of its own, so rows that change meanwhile may be missing; the
 * log names them.
 * @returns undefined if another mirror took the place of this one meanwhile
 */
export async function buildColumn(connection: Connection, plan: Plan, gen: number): Promise<LiveColumn | undefined> {
  const { name } = plan.model
  // Overlays first: repacking moves rows from here to pages, never back.
  const { over, local } = await connection.run(['over', 'local'], 'readonly', async (tx) => ({
    over: await resultOf<OverRow[]>(tx.objectStore('over').getAll(rangeUnder(name))),
    local: await resultOf<LocalRow[]>(tx.objectStore('local').getAll(rangeUnder(name))),
  }))
  const covered = new Map<string, VisibleRow | undefined>(over.map(({ id, row }) => [id, visibleOf(row)]))
  for (const { id, row } of local) covered.set(id, row ?? undefined)

  const builder = createColumnBuilder(plan)
  let after: string | undefined
  for (;;) {
    const pages = await readPages(connection, gen, name, after)
    if (!pages) return undefined
    for (const page of pages) {
      for (const row of decodeRows(name, page.text)) {
        const visible = covered.has(row.id) ? undefined : visibleOf(row)
        if (visible) builder.add(itemOf(plan, visible))
      }
    }
    if (pages.length === 0) break
    after = pages.at(-1)?.first
  }
  const column = createLiveColumn(plan, builder.finish())
  for (const [id, visible] of covered) applyVisible(column, { model: name, id }, visible)
  return column
}

/** Takes a record as people see it now into its column; undefined: there is none. */
export function applyVisible(column: LiveColumn, { id }: RecordKey, visible: VisibleRow | undefined): void {
  column.apply(id, visible ? itemOf(column.plan, visible) : null)
}

async function readPages(connection: Connection, gen: number, model: string, after: string | undefined) {
  return connection.run(['pages', 'meta'], 'readonly', async (tx) => {
    if ((await readMirror(tx)).gen !== gen) return undefined
    const range =
      after === undefined ? rangeUnder(gen, model) : IDBKeyRange.bound([gen, model, after], [gen, model, []], true)
    return resultOf<Page[]>(tx.objectStore('pages').getAll(range, PAGES_AT_ONCE))
  })
}
