import type { Page } from '@playwright/test'
import type { Random } from '../../server/demo/random.ts'
import { addBuilding, save } from './app.ts'

/** What people saved, by the record's name: what the server must hold in the end. */
export type Book = Map<string, { readonly floors?: number; readonly saves: number }>

/** Saves a new record, and sometimes a change of it at once. */
export async function saveBuilding(page: Page, name: string, book: Book, random: Random): Promise<void> {
  await addBuilding(page, name)
  book.set(name, { saves: 1 })
  if (random.chance(0.6)) return
  const floors = random.between(1, 90)
  await page.getByLabel('Floors', { exact: true }).fill(String(floors))
  await save(page)
  book.set(name, { saves: 2, floors })
}

/** @returns one sentence for each record that is not at the server as it was saved, or not once, or was never saved */
export function compareWithBook(book: Book, rows: readonly { readonly [field: string]: unknown }[]): string[] {
  const held = new Map<string, { readonly [field: string]: unknown }[]>()
  for (const row of rows) held.set(String(row['name']), [...(held.get(String(row['name'])) ?? []), row])
  const extra = [...held.keys()].filter((name) => !book.has(name)).map((name) => `nobody entered “${name}”`)
  const wrong = [...book].flatMap(([name, { floors, saves }]) => {
    const [row, second] = held.get(name) ?? []
    if (!row) return [`“${name}” is not there`]
    if (second) return [`“${name}” is there twice`]
    if (row['floors'] !== floors) return [`“${name}” has ${String(row['floors'])} floors, not ${floors}`]
    return Number(row['version']) > saves ? [`“${name}” moved more often than it was saved`] : []
  })
  return [...extra, ...wrong]
}
