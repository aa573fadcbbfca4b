import type { Registry } from '../../../contract/registry.ts'
import { canonicalJson } from '../../../contract/value.ts'
import type { Connection } from '../connection.ts'
import { readMirror } from '../mirror/rows.ts'
import type { Head } from '../schema.ts'
import { asked } from '../transaction.ts'
import { columnsFor, isCovered, logAbove } from './columns.ts'

/** How many items a head holds. */
export const HEAD_ITEMS = 100

/** Raise when items are another thing. */
const FORMAT = 3

/**
 * The first page of a model's list as it was stored, so that the first screen need not wait for columns of many megabytes.
 * @returns undefined if there is none, or if anything that it shows has changed since
 */
export function readHead(connection: Connection, models: Registry, model: string): Promise<Head | undefined> {
  return connection.run(['meta', 'log', 'snap'], 'readonly', async (tx) => {
    const [mirror, head] = await Promise.all([
      readMirror(tx),
      asked<Head | undefined>(tx, 'snap', (store) => store.get(`head:${model}`)),
    ])
    if (!head || !isCovered(mirror, head.gen, head.n) || head.shape !== headShape(models, model)) return undefined
    const shown = columnsFor(models, model, false)
    const records = await logAbove(tx, head.n)
    const isStale = records.some(
      ({ rows, all }) => all === true || [...shown].some((name) => (rows[name]?.length ?? 0) > 0),
    )
    return isStale ? undefined : head
  })
}

/** Stores a head, unless the mirror has been replaced meanwhile. A crash may lose it; the next start then reads columns. */
export function storeHead(connection: Connection, model: string, head: Head): Promise<void> {
  const store = async (tx: IDBTransaction) => {
    if ((await readMirror(tx)).gen === head.gen) tx.objectStore('snap').put(head, `head:${model}`)
  }
  return connection.run(['meta', 'snap'], 'readwrite', store, 'relaxed')
}

export function headShape(models: Registry, model: string): string {
  return canonicalJson([FORMAT, ...[...columnsFor(models, model, false)].map((name) => models.get(name) ?? name)])
}
