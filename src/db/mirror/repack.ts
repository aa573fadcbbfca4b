import type { ServerRow } from '../../sync/core/types.ts'
import type { Connection } from '../connection.ts'
import type { OverRow, Page } from '../schema.ts'
import { resultOf } from '../transaction.ts'
import { decodeRows, encodeRows, inPages, pageAt } from './page.ts'
import { readMirror } from './rows.ts'

/** How many pages one transaction rewrites: saves wait no longer than that takes. */
const PAGES_AT_ONCE = 8

/** How many rows of one page's range one transaction takes: where there is no page yet, all of them lie in one. */
const ROWS_AT_ONCE = 1_000

/**
 * Gives some rows of the overlay back to their pages. Nobody sees a difference, so the log hears nothing.
 * @returns whether any are left that may go now; none may while a snapshot is under way
 */
export function repackSome(connection: Connection): Promise<boolean> {
  return connection.run(['pages', 'over', 'meta'], 'readwrite', async (tx) => {
    const { gen, next } = await readMirror(tx)
    if (next !== undefined) return false
    for (let pages = 0; pages < PAGES_AT_ONCE; pages++) {
      // oxlint-disable-next-line no-await-in-loop -- the next page is found only when this one's rows are gone
      if (!(await repackOne(tx, gen))) return false
    }
    return true
  })
}

/** @returns false if the overlay is empty */
async function repackOne(tx: IDBTransaction, gen: number): Promise<boolean> {
  const [pages, over] = [tx.objectStore('pages'), tx.objectStore('over')]
  const [lowest] = await resultOf<OverRow[]>(over.getAll(null, 1))
  if (!lowest) return false
  const { model, id } = lowest
  const page = await pageFor(pages, gen, model, id)
  const next = await resultOf(
    pages.openKeyCursor(IDBKeyRange.bound([gen, model, page?.first ?? id], [gen, model, []], true)),
  )
  const end = (next?.key as [number, string, string] | undefined)?.[2] // The key path that the schema declares.
  const range = IDBKeyRange.bound([model, id], [model, end ?? []], false, true)
  const moved = await resultOf<OverRow[]>(over.getAll(range, ROWS_AT_ONCE))

  const rows = new Map(page ? decodeRows(model, page.text).map((row) => [row.id, row]) : [])
  for (const { row } of moved) rows.set(row.id, row)
  if (page) pages.delete([gen, model, page.first])
  for (const part of cut([...rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1)))) {
    const [head] = part
    if (head) pages.put({ gen, model, first: head.id, text: encodeRows(part) } satisfies Page)
  }
  over.delete(IDBKeyRange.bound([model, id], [model, moved.at(-1)?.id ?? id]))
  return true
}

/** The page whose range holds the id; below the first page, that one. */
async function pageFor(pages: IDBObjectStore, gen: number, model: string, id: string): Promise<Page | undefined> {
  const below = await pageAt(pages, gen, model, id)
  if (below) return below
  const [first] = await resultOf<Page[]>(pages.getAll(IDBKeyRange.bound([gen, model, id], [gen, model, []]), 1))
  return first
}

/** A page may grow to twice its size before it is cut. */
function cut(rows: readonly ServerRow[]): readonly (readonly ServerRow[])[] {
  return rows.length <= PAGE_ROWS_MAX ? [rows] : inPages(rows)
}

const PAGE_ROWS_MAX = 400
