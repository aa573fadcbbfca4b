import { recordName } from '../../sync/core/record-name.ts'
import type { RecordKey, ServerRow } from '../../sync/core/types.ts'
import type { MirrorState, OverRow, Page } from '../schema.ts'
import { rangeUnder, resultOf } from '../transaction.ts'
import { encodeRows, idsOf, inPages } from './page.ts'

/** A snapshot begins beside the mirror; what an earlier one had stored is forgotten. @returns the mirror's new state */
export function beginSnapshot(tx: IDBTransaction, mirror: MirrorState): MirrorState {
  const before = mirror.next
  if (before !== undefined) tx.objectStore('pages').delete(rangeUnder(before))
  return { ...mirror, next: (before ?? mirror.gen) + 1 }
}

/** @param rows live rows of any models in (model, id) byte order, above all earlier ones of this snapshot */
export function putSnapshotRows(tx: IDBTransaction, gen: number, rows: readonly ServerRow[]): void {
  const pages = tx.objectStore('pages')
  for (const run of inRuns(rows)) {
    for (const part of inPages(run)) {
      const [head] = part
      if (head) pages.put({ gen, model: head.model, first: head.id, text: encodeRows(part) } satisfies Page)
    }
  }
}

/**
 * The snapshot becomes the mirror. A row that came after it began carries its `gen` already, and stays.
 * @returns how many rows are gone
 */
export async function endSnapshot(tx: IDBTransaction, gen: number, next: number): Promise<number> {
  const store = tx.objectStore('over')
  const over = await resultOf<OverRow[]>(store.getAll())
  const misses = await missesOf(tx, gen, next, over)
  for (const { model, id, gen } of over) if (gen < next) store.delete([model, id])
  tx.objectStore('pages').delete(rangeUnder(gen))
  return misses.size
}

/** The rows, tombstones too, that the snapshot beside the mirror has not named. */
export async function snapshotMisses(tx: IDBTransaction, gen: number, next: number): Promise<RecordKey[]> {
  const misses = await missesOf(tx, gen, next, await resultOf<OverRow[]>(tx.objectStore('over').getAll()))
  return [...misses].map((name) => {
    const slash = name.indexOf('/')
    return { model: name.slice(0, slash), id: name.slice(slash + 1) }
  })
}

/** The names of rows that are in the mirror, are not newer than the snapshot, and not in it. */
async function missesOf(tx: IDBTransaction, gen: number, next: number, over: readonly OverRow[]): Promise<Set<string>> {
  const pages = tx.objectStore('pages')
  const misses = await namesIn(pages, gen)
  for (const row of over) misses.add(recordName(row))
  if (misses.size > 0) {
    for (const name of await namesIn(pages, next)) misses.delete(name)
  }
  for (const row of over) if (row.gen >= next) misses.delete(recordName(row))
  return misses
}

async function namesIn(pages: IDBObjectStore, gen: number): Promise<Set<string>> {
  const names = new Set<string>()
  let after: IDBValidKey = [gen]
  for (;;) {
    const range = IDBKeyRange.bound(after, [gen, []], true)
    const some: Page[] = await resultOf<Page[]>(pages.getAll(range, PAGES_AT_ONCE))
    for (const { model, text } of some) for (const id of idsOf(text)) names.add(recordName({ model, id }))
    const last = some.at(-1)
    if (!last) return names
    after = [gen, last.model, last.first]
  }
}

const PAGES_AT_ONCE = 20

/** Rows of one model each. */
function inRuns(rows: readonly ServerRow[]): ServerRow[][] {
  const runs: ServerRow[][] = []
  for (const row of rows) {
    const run = runs.at(-1)
    if (run?.[0]?.model === row.model) run.push(row)
    else runs.push([row])
  }
  return runs
}
