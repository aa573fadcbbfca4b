import type { Data, Value } from '../../../contract/value.ts'
import { fieldOf } from '../../../contract/model.ts'
import { type Column, createColumnBuilder, itemAt, keyAt, shownAt, slotOfId, sortedByTitle } from './column.ts'
import { mergeOrder } from './merge-order.ts'
import { textAt } from './packed-texts.ts'
import { foldedTitle, type Item, type Plan, valueOfKey } from './plan.ts'

/**
 * A column and what changed since it was packed. A slot names a record: below `base.count` its place in the column, from
 * there on records that came later.
 */
export interface LiveColumn {
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
  keyAt(field: string, slot: number): string | undefined
  /** The values that a list shows, references as ids. */
  shownAt(slot: number): Data
  /** Slots of all records there are, by id. */
  byId(): Uint32Array
  /** Slots of all records there are, last changed first. */
  byChanged(): Uint32Array
  /** Slots by title; undefined if titles depend on other records. */
  byTitle(): Uint32Array | undefined
  /** The column and its changes packed into one, with every order that it can keep. */
  packed(): Column
}

let generations = 0

export function createLiveColumn(plan: Plan, base: Column): LiveColumn {
  const changed = new Map<number, Item | null>()
  const later = new Map<string, number>()
  const stale = new Uint8Array(base.count)
  let revision = 0
  let baseByTitle: Uint32Array | undefined
  const orders: { changed: Cached; title: Cached } = { changed: undefined, title: undefined }

  const placeOf = (id: string): number => later.get(id) ?? slotOfId(base, id)
  const present = (): number[] => [...changed].flatMap(([slot, item]) => (item ? slot : []))
  const shownOf = (slot: number): Data => {
    const item = changed.get(slot)
    return item ? shownOfItem(plan, item) : shownAt(plan, base, slot)
  }
  const idAt = (slot: number): string => changed.get(slot)?.id ?? textAt(base.ids, slot)
  const byId = (a: number, b: number): number => compareTexts(idAt(a), idAt(b))
  const cached = (name: 'changed' | 'title', order: Uint32Array, compare: (a: number, b: number) => number) => {
    const known = orders[name]
    if (known?.revision === revision) return known.slots
    const slots = changed.size === 0 ? order : mergeOrder(order, stale, present().sort(compare), compare)
    orders[name] = { revision, slots }
    return slots
  }
  const bySlotId = (): Uint32Array => {
    const inBase = Uint32Array.from({ length: base.count }, (_, slot) => slot)
    const gone = stale.map((_, slot) => (changed.get(slot) === null ? 1 : 0))
    return mergeOrder(
      inBase,
      gone,
      present()
        .filter((slot) => slot >= base.count)
        .sort(byId),
      byId,
    )
  }
  const byChanged = (): Uint32Array => {
    const ms = (slot: number): number => changed.get(slot)?.changedMs ?? base.changedMs[slot] ?? 0
    return cached('changed', base.byChanged, (a, b) => ms(b) - ms(a) || byId(a, b))
  }
  const byTitle = (): Uint32Array | undefined => {
    if (plan.titleReferences.length > 0) return undefined
    baseByTitle ??= base.byTitle ?? sortedByTitle(plan, base)
    const titles = new Map<number, string>()
    const titleOf = (slot: number): string => {
      const title = titles.get(slot) ?? foldedTitle(plan, shownOf(slot))
      titles.set(slot, title)
      return title
    }
    return cached('title', baseByTitle, (a, b) => compareTexts(titleOf(a), titleOf(b)) || byId(a, b))
  }

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
      if (slot < base.count) stale[slot] = 1
      changed.set(slot, item)
      revision++
    },
    placeOf,
    slotOf: (id) => {
      const slot = placeOf(id)
      return changed.get(slot) === null ? -1 : slot
    },
    idAt,
    keyAt: (field, slot) => {
      const item = changed.get(slot)
      return item ? item.keys[field] : keyAt(base, field, slot)
    },
    shownAt: shownOf,
    byId: bySlotId,
    byChanged,
    byTitle,
    packed: () => {
      const titles = byTitle()
      if (changed.size === 0) return { ...base, ...(titles ? { byTitle: titles } : {}) }
      const builder = createColumnBuilder(plan)
      const places = new Uint32Array(base.count + later.size)
      bySlotId().forEach((slot, place) => {
        places[slot] = place
        builder.add(changed.get(slot) ?? itemAt(plan, base, slot))
      })
      const moved = (order: Uint32Array): Uint32Array => order.map((slot) => places[slot] ?? 0)
      return builder.finish({ byChanged: moved(byChanged()), ...(titles ? { byTitle: moved(titles) } : {}) })
    },
  }
}

type Cached = { readonly revision: number; readonly slots: Uint32Array } | undefined

/** Code-unit order, the same everywhere. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function shownOfItem(plan: Plan, item: Item): Data {
  const shown = JSON.parse(item.shown) as { [field: string]: Value } // What itemOf wrote.
  for (const name of plan.shownKeyed) {
    const key = item.keys[name]
    if (key !== undefined) shown[name] = valueOfKey(fieldOf(plan.model, name), key)
  }
  return shown
}
