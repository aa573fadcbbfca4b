import { addToDigest, type Digest, EMPTY_DIGEST, removeFromDigest, rowHash } from '../../../contract/digest.ts'
import { recordName } from '../../sync/core/record-name.ts'
import type { RecordKey, ServerRow } from '../../sync/core/types.ts'
import type { Connection } from '../connection.ts'
import type { DigestScan, OverRow, Page } from '../schema.ts'
import { resultOf } from '../transaction.ts'
import { decodeRows, pageAt } from './page.ts'
import { readMirror } from './rows.ts'

/*
 * The mirror's digests (WP27) are taken from what is really stored, row by row, for a day's comparison with the server. That
 * takes seconds for 100,000 rows, so it is done in small steps, in the order of the keys; what a drain writes meanwhile below
 * the place reached is added as it is written. Once the end is reached they are exact at any moment, until they are forgotten.
 */

/** How many pages one step reads, about 20 ms of a slow phone: readers wait no longer than that, and a save not at all. */
const PAGES_AT_ONCE = 1
const OVER_AT_ONCE = 400

/** One step. @returns whether any are left */
export function scanSome(connection: Connection): Promise<boolean> {
  return connection.run(
    ['pages', 'over', 'meta'],
    'readwrite',
    async (tx) => {
      const scan = (await readScan(tx)) ?? { sums: {}, at: await nextModel(tx, '') }
      if (!scan.at) return false
      const { rows, end } = await rowsFrom(tx, scan.at)
      const { model } = scan.at
      const sums = { ...scan.sums, [model]: rows.reduce(add, scan.sums[model] ?? EMPTY_DIGEST) }
      const at = end === undefined ? await nextModel(tx, model) : { model, id: end }
      writeScan(tx, { sums, at })
      return at !== undefined
    },
    // A step that a power cut takes back is done again.
    'relaxed',
  )
}

/** The digests by model; undefined if they are not complete. */
export async function readDigests(tx: IDBTransaction): Promise<{ readonly [model: string]: Digest } | undefined> {
  const scan = await readScan(tx)
  return scan && !scan.at ? scan.sums : undefined
}

export function forgetDigests(tx: IDBTransaction): void {
  tx.objectStore('meta').delete('digest')
}

/** To be called before server rows are written: keeps the sums right. @param rowsNow reads what they will replace */
export async function followRows(
  tx: IDBTransaction,
  rows: readonly ServerRow[],
  rowsNow: (keys: readonly RecordKey[]) => Promise<readonly (ServerRow | undefined)[]>,
): Promise<void> {
  const scan = await readScan(tx)
  if (!scan) return
  const { at } = scan
  // Of several rows of one record the last one stays.
  const last = new Map(rows.map((row) => [recordName(row), row]))
  const passed = [...last.values()].filter((row) => !at || isBelow(row, at))
  const before = await rowsNow(passed)
  const sums = { ...scan.sums }
  passed.forEach((row, n) => {
    const old = before[n]
    const without = old ? remove(sums[row.model] ?? EMPTY_DIGEST, old) : sums[row.model]
    sums[row.model] = add(without ?? EMPTY_DIGEST, row)
  })
  writeScan(tx, { ...scan, sums })
}

/** Live rows from a place on, in order, and the id up to which that goes; undefined: to the model's last. */
async function rowsFrom(tx: IDBTransaction, { model, id }: RecordKey) {
  const { gen } = await readMirror(tx)
  const [pages, over] = [tx.objectStore('pages'), tx.objectStore('over')]
  const first = (await pageAt(pages, gen, model, id))?.first ?? id
  const some = await resultOf<Page[]>(
    pages.getAll(IDBKeyRange.bound([gen, model, first], [gen, model, []]), PAGES_AT_ONCE + 1),
  )
  const pagesEnd = some[PAGES_AT_ONCE]?.first
  const range = IDBKeyRange.bound([model, id], [model, pagesEnd ?? []], false, true)
  const newer = await resultOf<OverRow[]>(over.getAll(range, OVER_AT_ONCE))
  const last = newer.length === OVER_AT_ONCE ? newer.at(-1) : undefined
  const end = last ? successor(last.id) : pagesEnd
  const rows = new Map<string, ServerRow>()
  for (const { text } of some.slice(0, PAGES_AT_ONCE)) {
    for (const row of decodeRows(model, text)) if (row.id >= id && !(end && row.id >= end)) rows.set(row.id, row)
  }
  for (const { row } of newer) rows.set(row.id, row)
  return { rows: [...rows.values()], end }
}

/** The beginning of the next model that has rows. */
async function nextModel(tx: IDBTransaction, after: string): Promise<RecordKey | undefined> {
  const { gen } = await readMirror(tx)
  const page = tx.objectStore('pages').openKeyCursor(IDBKeyRange.bound([gen, after, []], [gen, []], true))
  const over = tx.objectStore('over').openKeyCursor(IDBKeyRange.lowerBound([after, []], true))
  // The key paths that the schema declares.
  const inPages = ((await resultOf(page))?.key as [number, string, string] | undefined)?.[1]
  const inOver = ((await resultOf(over))?.key as [string, string] | undefined)?.[0]
  const [model] = [inPages, inOver].filter((name) => name !== undefined).sort()
  return model === undefined ? undefined : { model, id: '' }
}

function readScan(tx: IDBTransaction): Promise<DigestScan | undefined> {
  return resultOf<DigestScan | undefined>(tx.objectStore('meta').get('digest'))
}

function writeScan(tx: IDBTransaction, scan: DigestScan): void {
  tx.objectStore('meta').put(scan, 'digest')
}

function isBelow({ model, id }: RecordKey, at: RecordKey): boolean {
  return model < at.model || (model === at.model && id < at.id)
}

/** The least text above an id. */
function successor(id: string): string {
  return `${id}\0`
}

function add(digest: Digest, row: ServerRow): Digest {
  return row.deleted ? digest : addToDigest(digest, hashOf(row))
}

function remove(digest: Digest, row: ServerRow): Digest {
  return row.deleted ? digest : removeFromDigest(digest, hashOf(row))
}

function hashOf({ model, id, version, data }: ServerRow): number {
  return rowHash(model, id, version, data)
}
