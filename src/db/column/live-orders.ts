import type { Data } from '../../../contract/value.ts'
import { type Column, sortedByTitle } from './column.ts'
import { mergeOrder } from './merge-order.ts'
import { foldedTitle, type Item, type Plan } from './plan.ts'

/** The orders of a column with its changes: the slots of all records that are there now. */
export interface LiveOrders {
  byId(): Uint32Array
  /** Last changed first; of one moment the newest id first. */
  byChanged(): Uint32Array
  /** Undefined if titles depend on other records. */
  byTitle(): Uint32Array | undefined
}

/** What the orders of a live column are worked out from. */
interface Source {
  readonly plan: Plan
  readonly base: Column
  readonly changed: ReadonlyMap<number, Item | null>
  idAt(slot: number): string
  shownAt(slot: number): Data
  revision(): number
}

/** Each order is worked out when it is first asked for, and again after a change. */
export function createLiveOrders(source: Source): LiveOrders {
  const { plan, base, changed, idAt, shownAt, revision } = source
  const byId = (a: number, b: number): number => compareTexts(idAt(a), idAt(b))
  let baseByTitle = base.byTitle

  return {
    byId: () =>
      merged(
        source,
        Uint32Array.from({ length: base.count }, (_, slot) => slot),
        byId,
      ),
    byChanged: remembered(revision, () => {
      const ms = (slot: number): number => changed.get(slot)?.changedMs ?? base.changedMs[slot] ?? 0
      return merged(source, base.byChanged, (a, b) => ms(b) - ms(a) || byId(b, a))
    }),
    byTitle: remembered(revision, () => {
      if (plan.titleReferences.length > 0) return undefined
      baseByTitle ??= sortedByTitle(plan, base)
      const titles = new Map<number, string>()
      const titleOf = (slot: number): string => {
        const title = titles.get(slot) ?? foldedTitle(plan, shownAt(slot))
        titles.set(slot, title)
        return title
      }
      return merged(source, baseByTitle, (a, b) => compareTexts(titleOf(a), titleOf(b)) || byId(a, b))
    }),
  }
}

/** Code-unit order, the same everywhere. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** An order of the base with the changes put where they belong now. */
function merged({ base, changed }: Source, order: Uint32Array, compare: (a: number, b: number) => number): Uint32Array {
  if (changed.size === 0) return order
  const stale = [...changed.keys()].filter((slot) => slot < base.count)
  const present = [...changed].flatMap(([slot, item]) => (item ? slot : []))
  return mergeOrder(order, stale, present.sort(compare), compare)
}

function remembered<T>(revision: () => number, compute: () => T): () => T {
  let known: { readonly revision: number; readonly value: T } | undefined
  return () => {
    if (known?.revision !== revision()) known = { revision: revision(), value: compute() }
    return known.value
  }
}
