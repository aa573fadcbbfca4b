import { recordName } from '../../sync/core/record-name.ts'
import type { RecordKey, ServerRow, VisibleRow } from '../../sync/core/types.ts'
import { type LocalRow, type MirrorState, NEW_MIRROR, type OverRow, type Page } from '../schema.ts'
import { asked, getMany, rangeUnder, resultOf } from '../transaction.ts'
import { findRow, pageAt } from './page.ts'

export async function readMirror(tx: IDBTransaction): Promise<MirrorState> {
  return (await resultOf<MirrorState | undefined>(tx.objectStore('meta').get('mirror'))) ?? NEW_MIRROR
}

/**
 * The server's rows, in the order asked (M1: `over`, else the page whose range holds the id).
 * @param gen the mirror's
 */
export async function readRows(
  tx: IDBTransaction,
  gen: number,
  keys: readonly RecordKey[],
): Promise<(ServerRow | undefined)[]> {
  const found = await getMany<RecordKey, OverRow>(tx.objectStore('over'), keys, recordName, toKey)
  const rows = found.map((over) => over?.row)
  const missing = keys.filter((_, i) => rows[i] === undefined)
  if (missing.length === 0) return rows
  const fromPages = missing.length <= FEW ? await findEach(tx, gen, missing) : await findMany(tx, gen, missing)
  let next = 0
  return rows.map((row) => row ?? fromPages[next++])
}

/** What people see: the overlay, else the server's row; undefined if there is no such record or it is deleted. */
export async function readVisible(
  tx: IDBTransaction,
  gen: number,
  keys: readonly RecordKey[],
): Promise<(VisibleRow | undefined)[]> {
  const overlay = await getMany<RecordKey, LocalRow>(tx.objectStore('local'), keys, recordName, toKey)
  const rows = await readRows(
    tx,
    gen,
    keys.filter((_, i) => overlay[i] === undefined),
  )
  let next = 0
  return overlay.map((mine) => (mine ? (mine.row ?? undefined) : visibleOf(rows[next++])))
}

/** As `readVisible`, of one record; whatever may hold it is asked at once, for a person waits for it. */
export async function readVisibleOne(tx: IDBTransaction, key: RecordKey): Promise<VisibleRow | undefined> {
  const [mirror, mine, over] = await Promise.all([
    readMirror(tx),
    asked<LocalRow | undefined>(tx, 'local', (store) => store.get(toKey(key))),
    asked<OverRow | undefined>(tx, 'over', (store) => store.get(toKey(key))),
  ])
  if (mine) return mine.row ?? undefined
  if (over) return visibleOf(over.row)
  const [row] = await findEach(tx, mirror.gen, [key])
  return visibleOf(row)
}

/** A server row as people see it; undefined if it is deleted. */
export function visibleOf(row: ServerRow | undefined): VisibleRow | undefined {
  if (row === undefined || row.deleted) return undefined
  const { model, id, version, data, updatedAt, updatedBy } = row
  return { model, id, version, data, updatedAt, updatedBy }
}

function toKey({ model, id }: RecordKey): [string, string] {
  return [model, id]
}

/** Up to here a look-up of each page costs less than a list of all pages. */
const FEW = 8

async function findEach(tx: IDBTransaction, gen: number, keys: readonly RecordKey[]) {
  const pages = tx.objectStore('pages')
  return Promise.all(
    keys.map(async ({ model, id }) => {
      const page = await pageAt(pages, gen, model, id)
      return page && findRow(model, page.text, id)
    }),
  )
}

async function findMany(tx: IDBTransaction, gen: number, keys: readonly RecordKey[]) {
  const firsts = new Map<string, readonly string[]>()
  for (const { model } of keys) {
    if (!firsts.has(model)) firsts.set(model, await pageFirsts(tx, gen, model))
  }
  const texts = new Map<string, Promise<string>>()
  const textOf = (model: string, first: string): Promise<string> => {
    const name = `${model}/${first}`
    const known = texts.get(name)
    if (known) return known
    const text = resultOf<Page>(tx.objectStore('pages').get([gen, model, first])).then((page) => page.text)
    texts.set(name, text)
    return text
  }
  return Promise.all(
    keys.map(async ({ model, id }) => {
      const first = lastUpTo(firsts.get(model) ?? [], id)
      return first === undefined ? undefined : findRow(model, await textOf(model, first), id)
    }),
  )
}

/** The first ids of a model's pages, in order. */
export async function pageFirsts(tx: IDBTransaction, gen: number, model: string): Promise<string[]> {
  const keys = await resultOf(tx.objectStore('pages').getAllKeys(rangeUnder(gen, model)))
  return keys.map((key) => (key as [number, string, string])[2]) // The key path that the schema declares.
}

/** The greatest of `sorted` that is not above `id`. */
export function lastUpTo(sorted: readonly string[], id: string): string | undefined {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? '') <= id) low = middle + 1
    else high = middle
  }
  return sorted[low - 1]
}
