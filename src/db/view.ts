import type { Registry } from '../../contract/registry.ts'
import type { Entry } from '../sync/core/types.ts'
import { applyVisible } from './column/build-column.ts'
import { columnsFor, isCovered, lastLogKey, loadColumn, logAbove, takeIn } from './column/columns.ts'
import type { Column } from './column/column.ts'
import { createLiveColumn, type LiveColumn } from './column/live-column.ts'
import { type Plan, planOf } from './column/plan.ts'
import type { ColumnOf } from './column/titles.ts'
import type { Connection } from './connection.ts'
import { readMirror } from './mirror/rows.ts'
import { asked, resultOf } from './transaction.ts'
import type { StoredSave } from './wake-channel.ts'

/** What one tab holds in memory of its database: columns as they are needed, and the outbox. */
export interface View {
  /** Up to date with everything that was stored before the call. */
  entries(): Promise<readonly Entry[]>
  /** Loads the columns that a model's lists read, and brings all up to date likewise. */
  columns(model: string, searching: boolean): Promise<void>
  /** A model's column as it is in memory now; undefined if it was not loaded. */
  readonly column: ColumnOf
  /** Up to which log record of which mirror everything in memory is up to date. */
  position(): Promise<Position>
  /** Packs a column's changes, in memory at once; the caller stores it. Undefined if it was not loaded. */
  pack(model: string): Promise<(Position & { readonly packed: Column }) | undefined>
  /** Something was stored, here or elsewhere. @param save all of it, if it was one save of this tab */
  touch(save?: StoredSave): void
}

export interface Position {
  readonly gen: number
  readonly n: number
}

interface State extends Position {
  readonly entries: readonly Entry[]
}

export function createView(connection: Connection, models: Registry): View {
  const plans = new Map<string, Plan>(models.all.map((model) => [model.name, planOf(model)]))
  const loaded = new Map<string, LiveColumn>()
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

  const takeSave = (save: StoredSave): void => {
    if (state && !dirty && state.n + 1 === save.n) state = afterSave(state, loaded, save)
    else dirty = true
  }

  return {
    entries: () => inTurn(async () => (await refresh()).entries),
    columns: (model, searching) =>
      inTurn(async () => {
        await refresh()
        for (const name of columnsFor(models, model, searching)) {
          const plan = plans.get(name)
          // oxlint-disable-next-line no-await-in-loop -- a column of many megabytes at a time
          if (plan && !loaded.has(name)) loaded.set(name, await loadColumn(connection, plan))
        }
      }),
    column: (model) => loaded.get(model),
    position: () => inTurn(refresh),
    pack: (model) =>
      inTurn(async () => {
        const { gen, n } = await refresh()
        const column = loaded.get(model)
        if (!column) return undefined
        const packed = column.packed()
        loaded.set(model, createLiveColumn(column.plan, packed))
        return { gen, n, packed }
      }),
    touch: (save) => {
      if (!save) dirty = true
      // Behind a refresh that is under way: it may have seen the save, or not.
      else void inTurn(async () => takeSave(save))
    },
  }
}

/** What a refresh would read if nothing else was stored meanwhile. */
function afterSave(state: State, loaded: ReadonlyMap<string, LiveColumn>, { n, entry, visible }: StoredSave): State {
  const column = loaded.get(entry.model)
  if (column) applyVisible(column, entry, visible ?? undefined)
  return { ...state, n, entries: [...state.entries, entry] }
}

/** Reads what was stored since `before`; from the beginning if the log does not reach back so far. */
async function readOn(
  connection: Connection,
  before: State | undefined,
  loaded: Map<string, LiveColumn>,
): Promise<State> {
  return connection.run(['meta', 'log', 'outbox', 'local', 'over', 'pages'], 'readonly', async (tx) => {
    if (!before) return readAll(tx)
    const mirror = await readMirror(tx)
    if (!isCovered(mirror, before.gen, before.n)) {
      loaded.clear()
      return readAll(tx)
    }
    const records = await logAbove(tx, before.n)
    const n = records.at(-1)?.n ?? before.n
    await takeIn(tx, mirror, records, loaded.values())
    const touched = new Set(records.flatMap(({ entries }) => entries))
    return { gen: mirror.gen, n, entries: await readEntries(tx, before.entries, touched) }
  })
}

/** All is asked for at once: a start waits for it. */
async function readAll(tx: IDBTransaction): Promise<State> {
  const mirror = readMirror(tx)
  const [{ gen }, n, entries] = await Promise.all([
    mirror,
    lastLogKey(tx, mirror),
    asked<Entry[]>(tx, 'outbox', (store) => store.getAll()),
  ])
  return { gen, n, entries }
}

const FEW = 16

/** Entries that the log names are read again; new ones have keys above all that are known. @returns `before` if none changed */
async function readEntries(tx: IDBTransaction, before: readonly Entry[], touched: ReadonlySet<number>) {
  const store = tx.objectStore('outbox')
  const highest = before.at(-1)?.key ?? 0
  const old = [...touched].filter((key) => key <= highest)
  // After a batch it is several times faster to read all, and a drain waits for whoever reads.
  if (old.length > FEW) return resultOf<Entry[]>(store.getAll())
  const again = await Promise.all(old.map((key) => resultOf<Entry | undefined>(store.get(key))))
  const added = await resultOf<Entry[]>(store.getAll(IDBKeyRange.lowerBound(highest, true)))
  if (old.length + added.length === 0) return before
  const entries = [...before.filter(({ key }) => !touched.has(key)), ...again.flatMap((entry) => entry ?? []), ...added]
  return entries.sort((a, b) => a.key - b.key)
}
