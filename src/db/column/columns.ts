import type { Registry } from '../../../contract/registry.ts'
import type { RecordKey } from '../../sync/core/types.ts'
import type { Connection } from '../connection.ts'
import { readMirror, readVisible } from '../mirror/rows.ts'
import type { LogRecord, MirrorState } from '../schema.ts'
import { resultOf } from '../transaction.ts'
import { applyVisible, buildColumn } from './build-column.ts'
import type { LiveColumn } from './live-column.ts'
import { type Plan, planOf, type Reference } from './plan.ts'
import { readColumn } from './stored-column.ts'
import { DEPTH_MAX } from './titles.ts'

/** What a model's lists read: its own column and those that its titles or its search look into. */
export function columnsFor(models: Registry, name: string, searching: boolean): Set<string> {
  const model = models.get(name)
  if (!model) return new Set([name])
  const { shownReferences, searchReferences } = planOf(model)
  return withTitles(models, name, searching ? [...shownReferences, ...searchReferences] : shownReferences, DEPTH_MAX)
}

/** A model, and what the titles of these references are made of. */
function withTitles(models: Registry, name: string, references: readonly Reference[], depth: number): Set<string> {
  const needed = new Set([name])
  if (depth === 0) return needed
  for (const reference of references) {
    const target = models.get(reference.model)
    const further = target ? planOf(target).titleReferences : []
    for (const below of withTitles(models, reference.model, further, depth - 1)) needed.add(below)
  }
  return needed
}

/** Loads one model's column: the stored one and what the log names since, or a new one from the rows (M4). */
export async function loadColumn(connection: Connection, plan: Plan): Promise<LiveColumn> {
  for (;;) {
    const { mirror, last } = await connection.run(['meta', 'log'], 'readonly', async (tx) => ({
      mirror: await readMirror(tx),
      last: await lastLogKey(tx),
    }))
    const stored = await readColumn(connection, plan, mirror)
    const column = stored ?? (await buildColumn(connection, plan, mirror.gen))
    const from = stored ? (mirror.columns[plan.model.name]?.n ?? 0) : last
    if (column && (await catchUp(connection, column, mirror.gen, from))) return column
    // The mirror was replaced or the log trimmed meanwhile. That happens once in a thousand changes.
  }
}

/** Brings the column up to date with what the log names above `from`. @returns false if it cannot be, and must be built anew */
async function catchUp(connection: Connection, column: LiveColumn, gen: number, from: number) {
  return connection.run(['meta', 'log', 'local', 'over', 'pages'], 'readonly', async (tx) => {
    const mirror = await readMirror(tx)
    if (!isCovered(mirror, gen, from)) return false
    await takeIn(tx, mirror, await logAbove(tx, from), [column])
    return true
  })
}

/** Does the log still name everything that changed above `n` in this mirror (M5)? */
export function isCovered(mirror: MirrorState, gen: number, n: number): boolean {
  return mirror.gen === gen && mirror.trimmed <= n
}

/** Reads again what the records name, and puts it into the columns. */
export async function takeIn(
  tx: IDBTransaction,
  { gen }: MirrorState,
  records: readonly LogRecord[],
  columns: Iterable<LiveColumn>,
): Promise<void> {
  for (const column of columns) {
    const model = column.plan.model.name
    const ids = new Set(records.flatMap(({ rows }) => (Object.hasOwn(rows, model) ? (rows[model] ?? []) : [])))
    const keys: RecordKey[] = [...ids].map((id) => ({ model, id }))
    const visible = keys.length === 0 ? [] : await readVisible(tx, gen, keys)
    keys.forEach((key, i) => applyVisible(column, key, visible[i]))
  }
}

export function logAbove(tx: IDBTransaction, n: number): Promise<LogRecord[]> {
  return resultOf<LogRecord[]>(tx.objectStore('log').getAll(IDBKeyRange.lowerBound(n, true)))
}

/** @param mirror if it is being read already */
export async function lastLogKey(tx: IDBTransaction, mirror?: Promise<MirrorState>): Promise<number> {
  const cursor = await resultOf(tx.objectStore('log').openKeyCursor(null, 'prev'))
  return (cursor?.key as number | undefined) ?? (await (mirror ?? readMirror(tx))).trimmed // `++n`
}
