import type { Registry } from '../../contract/registry.ts'
import type { Entry } from '../sync/core/types.ts'
import { columnsFor, isCovered, lastLogKey, loadColumn, type Loaded, logAbove, takeIn } from './column/columns.ts'
import { type Plan, planOf } from './column/plan.ts'
import type { ColumnOf } from './column/titles.ts'
import type { Connection } from './connection.ts'
import { readMirror } from './mirror/rows.ts'
import type { MirrorState } from './schema.ts'
import { resultOf } from './transaction.ts'

/** What one tab holds in memory of its database: columns as they are needed, and the outbox. */
export interface View {
  /** Up to date with everything that was stored before the call. */
  entries(): Promise<readonly Entry[]>
  /** The columns that a model's lists read, up to date likewise. */
  columns(model: string, searching: boolean): Promise<ColumnOf>
  /** The columns in memory and how far each has come; for upkeep. */
  loaded(): Promise<{ readonly gen: number; readonly n: number; readonly columns: readonly Loaded[] }>
  /** A model's column as it is in memory now. */
  peek(model: string): Loaded | undefined
  /** A newly packed column takes its place in memory. */
  replace(model: string, loaded: Loaded): void
  /** Something was stored, here or elsewhere. */
  touch(): void
}

interface State {
  readonly gen: number
  /** The last log record read. */
  readonly n: number
  readonly entries: readonly Entry[]
}

export function createView(connection: Connection, models: Registry): View {
  const plans = new Map<string, Plan>(models.all.map((model) => [model.name, planOf(model)]))
  const loaded = new Map<string, Loaded>()
  let state: State | undefined
  let dirty = true
  let queue: Promise<unknown> = Promise.resolve()

  /** One at a time: a column that is being loaded and a refresh must not miss each other's changes. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = queue.then(work)
    queue = turn.catch(() => undefined)
    return turn
  }
  const refresh = async (): Promise<State> => {
    if (state && !dirty) return state
    dirty = false
    try {
      state = await readOn(connection, state, loaded)
      return state
    } catch (error) {
      dirty = true
      throw error
    }
  }

  return {
    entries: () => inTurn(async () => (await refresh()).entries),
    columns: (model, searching) =>
      inTurn(async () => {
        const needed = columnsFor(models, model, searching)
        await refresh()
        for (const name of needed) {
          const plan = plans.get(name)
          // In turn: a column of many megabytes at a time.
          // oxlint-disable-next-line no-await-in-loop
          if (plan && !loaded.has(name)) loaded.set(name, await loadColumn(connection, plan))
        }
        return (name) => loaded.get(name)?.column
      }),
    loaded: () =>
      inTurn(async () => {
        const { gen, n } = await refresh()
        return { gen, n, columns: [...loaded.values()] }
      }),
    peek: (model) => loaded.get(model),
    replace: (model, column) => loaded.set(model, column),
    touch: () => {
      dirty = true
    },
  }
}

/** Reads what was stored since `before`; from the beginning if the log does not reach back so far. */
async function readOn(connection: Connection, before: State | undefined, loaded: Map<string, Loaded>): Promise<State> {
  return connection.run(['meta', 'log', 'outbox', 'local', 'over', 'pages'], 'readonly', async (tx) => {
    const mirror = await readMirror(tx)
    if (!before || !isCovered(mirror, before.gen, before.n)) {
      loaded.clear()
      return readAll(tx, mirror)
    }
    const records = await logAbove(tx, before.n)
    const n = records.at(-1)?.n ?? before.n
    const columns = [...loaded.values()].map(({ column }) => column)
    await takeIn(tx, mirror, records, columns)
    for (const [name, { column }] of loaded) loaded.set(name, { column, n })
    const touched = new Set(records.flatMap(({ entries }) => entries))
    return { gen: mirror.gen, n, entries: await readEntries(tx, before.entries, touched) }
  })
}

async function readAll(tx: IDBTransaction, { gen }: MirrorState): Promise<State> {
  const entries = await resultOf<Entry[]>(tx.objectStore('outbox').getAll())
  return { gen, n: await lastLogKey(tx), entries }
}

/** Entries that the log names are read again; new ones have keys above all that are known. @returns `before` if none changed */
async function readEntries(tx: IDBTransaction, before: readonly Entry[], touched: ReadonlySet<number>) {
  const store = tx.objectStore('outbox')
  const highest = before.at(-1)?.key ?? 0
  const old = [...touched].filter((key) => key <= highest)
  const again = await Promise.all(old.map((key) => resultOf<Entry | undefined>(store.get(key))))
  const added = await resultOf<Entry[]>(store.getAll(IDBKeyRange.lowerBound(highest, true)))
  if (old.length + added.length === 0) return before
  const entries = [...before.filter(({ key }) => !touched.has(key)), ...again.flatMap((entry) => entry ?? []), ...added]
  return entries.sort((a, b) => a.key - b.key)
}
