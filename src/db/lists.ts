import type { Registry } from '../../contract/registry.ts'
import type { Timers } from '../sync/ports.ts'
import { columnsFor } from './column/columns.ts'
import { HEAD_ITEMS, headShape, readHead, storeHead } from './column/head.ts'
import { listOf } from './column/list.ts'
import { createTitleOrder } from './column/titles.ts'
import type { Connection } from './connection.ts'
import type { ListPage, ListQuery } from './local-api.ts'
import type { OutboxState } from './outbox-state.ts'
import type { Head } from './schema.ts'
import type { View } from './view.ts'

export interface Lists {
  /** Begins to read what the first look at a model's list will show. */
  prepare(model: string): void
  /** Something was stored, here or elsewhere. */
  touch(): void
  page(model: string, query: ListQuery): Promise<ListPage>
  /** Stores the first page of each list that was looked at, where it has changed; for upkeep. */
  storeHeads(): Promise<void>
}

/** What a list shows of the outbox. */
type Waiting = Pick<OutboxState, 'stateOf' | 'lastSeen'>

export interface ListsOptions {
  readonly connection: Connection
  readonly models: Registry
  readonly view: View
  readonly outbox: () => Promise<Waiting>
  readonly timers: Timers
  readonly report: (error: unknown) => void
}

/**
 * How long a first screen may paint, and be tapped on, before its columns are loaded behind it. Whoever searches or goes on
 * scrolling has them loaded at once.
 */
const PAINT_MS = 300

export function createLists({ connection, models, view, outbox, timers, report }: ListsOptions): Lists {
  const columnOf = view.column
  const titleOrder = createTitleOrder(columnOf)
  /** Model → the state of its columns when its head was stored; undefined: not stored by this tab. */
  const heads = new Map<string, string | undefined>()
  let prepared: { readonly model: string; readonly head: Promise<Head | undefined> } | undefined

  const read = (model: string, query: ListQuery, { stateOf, lastSeen }: Waiting): ListPage => {
    const column = columnOf(model)
    if (!column) throw new Error(`the column of ${model} is not loaded`)
    return listOf({ columnOf, titleOrder, stateOf: (id) => stateOf(model, id), lastSeen }, column, query)
  }
  const stateOfColumns = (model: string): string =>
    [...columnsFor(models, model, false)]
      .map((name) => columnOf(name))
      .map((column) => (column ? `${column.generation}.${column.revision()}` : '-'))
      .join()
  const storeOne = async (model: string): Promise<void> => {
    await view.columns(model, false)
    const { gen, n } = await view.position()
    const state = stateOfColumns(model)
    if (heads.get(model) === state || !columnOf(model)) return
    const { lastSeen } = await outbox()
    const { total, items } = read(model, { limit: HEAD_ITEMS }, { stateOf: () => 'synced', lastSeen })
    const shape = headShape(models, model)
    heads.set(model, state)
    await storeHead(connection, model, { gen, n, shape, total, items: items.map(({ state: _, ...item }) => item) })
  }

  const headOf = (model: string): Promise<Head | undefined> => {
    const head = prepared?.model === model ? prepared.head : readHead(connection, models, model)
    prepared = undefined
    return head
  }

  return {
    prepare: (model) => {
      const mine = { model, head: readHead(connection, models, model) }
      prepared = mine
      // A failed read is forgotten, so that whoever looks at the list, perhaps much later, has it read anew and hears of the error.
      mine.head.catch(() => {
        if (prepared === mine) prepared = undefined
      })
    },
    touch: () => {
      prepared = undefined
    },
    page: async (model, query) => {
      const waiting = await outbox()
      if (!heads.has(model)) heads.set(model, undefined)
      if (!columnOf(model) && isPlain(query)) {
        const head = await headOf(model)
        const items = head && itemsOf(head, query)
        if (items) {
          timers.after(PAINT_MS, () => void view.columns(model, true).catch(report))
          return {
            total: head.total,
            items: items.map((item) => ({ ...item, state: waiting.stateOf(model, item.id) })),
          }
        }
      }
      await view.columns(model, (query.search ?? '').trim() !== '')
      return read(model, query, waiting)
    },
    storeHeads: async () => {
      // oxlint-disable-next-line no-await-in-loop -- small transactions, one after another
      for (const model of heads.keys()) await storeOne(model)
    },
  }
}

function isPlain({ where, search, orderBy }: ListQuery): boolean {
  return Object.keys(where ?? {}).length === 0 && (search ?? '').trim() === '' && orderBy !== 'title'
}

/** The items asked for, if the head holds them all. */
function itemsOf({ items, total }: Head, { offset = 0, limit = 50 }: ListQuery): Head['items'] | undefined {
  return offset >= 0 && (offset + limit <= items.length || items.length === total)
    ? items.slice(offset, offset + limit)
    : undefined
}
