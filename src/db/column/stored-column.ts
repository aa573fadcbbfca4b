import type { Connection } from '../connection.ts'
import { readMirror } from '../mirror/rows.ts'
import type { LogRecord, MirrorState } from '../schema.ts'
import { resultOf } from '../transaction.ts'
import { type Column } from './column.ts'
import { createLiveColumn, type LiveColumn } from './live-column.ts'
import type { Plan } from './plan.ts'

/** The stored column of a model as it was packed; undefined if there is none that fits its declaration (M4). */
export async function readColumn(
  connection: Connection,
  plan: Plan,
  mirror: MirrorState,
): Promise<LiveColumn | undefined> {
  const { name } = plan.model
  if (mirror.columns[name]?.shape !== plan.shape) return undefined
  const stored = await connection.run(['snap'], 'readonly', (tx) => resultOf<unknown>(tx.objectStore('snap').get(name)))
  return isColumn(plan, stored) ? createLiveColumn(plan, stored) : undefined
}

/**
 * Stores a column that has taken in the log up to `n`, and trims what no stored column needs any more (M5): all in one
 * transaction. Does nothing if the mirror is another one by now, or a newer column is stored.
 */
export async function storeColumn(
  connection: Connection,
  plan: Plan,
  column: Column,
  at: { readonly gen: number; readonly n: number },
): Promise<void> {
  const { name } = plan.model
  await connection.run(['snap', 'meta', 'log'], 'readwrite', async (tx) => {
    const mirror = await readMirror(tx)
    const known = mirror.columns[name]
    if (mirror.gen !== at.gen || (known && known.shape === plan.shape && known.n >= at.n)) return
    const log = await resultOf<LogRecord[]>(tx.objectStore('log').getAll(IDBKeyRange.upperBound(at.n)))
    const columns = { ...untouchedUpTo(mirror.columns, log, at.n), [name]: { n: at.n, shape: plan.shape } }
    const trimmed = Math.max(mirror.trimmed, Math.min(...Object.values(columns).map(({ n }) => n)))
    tx.objectStore('snap').put(column, name)
    if (trimmed > mirror.trimmed) tx.objectStore('log').delete(IDBKeyRange.upperBound(trimmed))
    tx.objectStore('meta').put({ ...mirror, columns, trimmed } satisfies MirrorState, 'mirror')
  })
}

/** Stored columns that nothing up to `n` concerns are as good as stored at `n`. */
function untouchedUpTo(columns: MirrorState['columns'], log: readonly LogRecord[], n: number): MirrorState['columns'] {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => {
      const isTouched = log.some((record) => record.n > column.n && (record.rows[name]?.length ?? 0) > 0)
      return [name, isTouched ? column : { ...column, n: Math.max(n, column.n) }]
    }),
  )
}

/** Enough to tell a whole column from a damaged one: that its parts belong together. */
function isColumn(plan: Plan, stored: unknown): stored is Column {
  const column = stored as Partial<Column> | undefined | null // Checked member by member below.
  if (!column || typeof column.count !== 'number') return false
  const { count, ids, shown, texts, keys } = column
  const packed = [ids, shown, texts].every(
    (part) => part?.starts?.length === count + 1 && part.starts[count] === part.text.length,
  )
  const numbers = [column.searchAt, column.titleEnd, column.changedMs, column.byChanged]
  const fits = numbers.every((part) => part?.length === count) && (column.byTitle?.length ?? count) === count
  const coded = plan.keyed.every((field) => keys?.[field]?.codes.length === count)
  return packed && fits && coded
}
