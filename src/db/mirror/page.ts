import type { ServerRow } from '../../sync/core/types.ts'
import type { Page } from '../schema.ts'
import { resultOf } from '../transaction.ts'

/**
 * A page's rows as one text, each row a line `id json`, in the order of their ids. One flat text is copied in and out of the
 * storage far faster than 200 objects, and a reader parses only the row that it wants.
 */
export function encodeRows(rows: readonly ServerRow[]): string {
  return rows.map((row) => `\n${row.id} ${encodeRow(row)}`).join('')
}

/** Every row of a page. */
export function decodeRows(model: string, text: string): ServerRow[] {
  return text.split('\n').flatMap((line) => (line === '' ? [] : decodeLine(model, line)))
}

/** One row of a page, or undefined if it does not hold the id. */
export function findRow(model: string, text: string, id: string): ServerRow | undefined {
  // No id holds a blank and no JSON a bare line break, so this finds the line's beginning and nothing else.
  const at = text.indexOf(`\n${id} `)
  if (at < 0) return undefined
  const end = text.indexOf('\n', at + 1)
  return decodeLine(model, text.slice(at + 1, end < 0 ? text.length : end))
}

/** The ids of a page, in order. */
export function idsOf(text: string): string[] {
  return text.split('\n').flatMap((line) => (line === '' ? [] : line.slice(0, line.indexOf(' '))))
}

/** The page whose range holds the id, if the id is not below the model's first page. */
export async function pageAt(pages: IDBObjectStore, gen: number, model: string, id: string): Promise<Page | undefined> {
  const cursor = await resultOf(pages.openCursor(IDBKeyRange.bound([gen, model], [gen, model, id]), 'prev'))
  return cursor?.value as Page | undefined // The store holds nothing else.
}

/** Cuts rows into runs for pages of about 200. */
export function inPages(rows: readonly ServerRow[]): ServerRow[][] {
  const pages: ServerRow[][] = []
  for (let at = 0; at < rows.length; at += PAGE_ROWS) pages.push(rows.slice(at, at + PAGE_ROWS))
  return pages
}

const PAGE_ROWS = 200

function encodeRow({ model: _, id: __, ...rest }: ServerRow): string {
  return JSON.stringify(rest)
}

function decodeLine(model: string, line: string): ServerRow {
  const blank = line.indexOf(' ')
  const rest = JSON.parse(line.slice(blank + 1)) as Omit<ServerRow, 'model' | 'id'> // What encodeRow wrote.
  return { model, id: line.slice(0, blank), ...rest }
}
