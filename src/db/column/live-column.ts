import type { Data } from '../../../contract/value.ts'
import { type Column, createColumnBuilder, itemAt, shownAt, shownOf, slotOfId } from './column.ts'
import { createLiveOrders, type LiveOrders } from './live-orders.ts'
import { textAt } from './packed-texts.ts'
import type { Item, Plan } from './plan.ts'

/**
 * A column and what changed since it was packed. A slot names a record: below `base.count` its place in the column, from
 * there on records that came later.
 */
export interface LiveColumn extends LiveOrders {
  readonly plan: Plan
  readonly base: Column
  /** Slot → what is there now; null: the record is gone. Slots not named here are as the column has them. */
  readonly changed: ReadonlyMap<number, Item | null>
  /** How many slots there are. */
  slots(): number
  /** Differs between any two columns of one session. */
  readonly generation: number
  /** Rises with every change. */
  revision(): number
  /** @param item null: the record is gone */
  apply(id: string, item: Item | null): void
  /** Where a record is or was; -1 if the column never held it. */
  placeOf(id: string): number
  /** -1 if there is no such record now. */
  slotOf(id: string): number
  idAt(slot: number): string
  /** The values that a list shows, references as ids. */
  shownAt(slot: number): Data
  /** The column and its changes packed into one, with every order that it can keep. */
  packed(): Column
}

let generations = 0
export function createLiveColumn(plan: Plan, base: Column): LiveColumn {
  const changed = new Map<number, Item | null>()
  const later = new Map<string, number>()
  let revision = 0

  const placeOf = (id: string): number => later.get(id) ?? slotOfId(base, id)
  const idAt = (slot: number): string => changed.get(slot)?.id ?? textAt(base.ids, slot)
  const shown = (slot: number): Data => {
    const item = changed.get(slot)
    return item ? shownOf(plan, item) : shownAt(plan, base, slot)
  }
  const orders = createLiveOrders({ plan, base, changed, idAt, shownAt: shown, revision: () => revision })

  return {
    plan,
    base,
    changed,
    generation: ++generations,
    slots: () => base.count + later.size,
    revision: () => revision,
    apply: (id, item) => {
      const known = placeOf(id)
      if (known < 0 && item === null) return
      const slot = known < 0 ? base.count + later.size : known
      if (known < 0) later.set(id, slot)
      changed.set(slot, item)
      revision++
    },
    placeOf,
    slotOf: (id) => {
      const slot = placeOf(id)
      return changed.get(slot) === null ? -1 : slot
    },
    idAt,
    shownAt: shown,
    ...orders,
    packed: () => {
      const byTitle = orders.byTitle()
      if (changed.size === 0) return { ...base, ...(byTitle ? { byTitle } : {}) }
      const builder = createColumnBuilder(plan)
      const places = new Uint32Array(base.count + later.size)
      orders.byId().forEach((slot, place) => {
        places[slot] = place
        builder.add(changed.get(slot) ?? itemAt(plan, base, slot))
      })
      const moved = (order: Uint32Array): Uint32Array => order.map((slot) => places[slot] ?? 0)
      return builder.finish({ byChanged: moved(orders.byChanged()), ...(byTitle ? { byTitle: moved(byTitle) } : {}) })
    },
  }
}
