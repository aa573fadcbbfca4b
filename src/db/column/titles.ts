import { foldText } from '../../../contract/fold-text.ts'
import { plainText, type TitleLookup, titleOf } from '../../../contract/label.ts'
import type { Data } from '../../../contract/value.ts'
import type { LiveColumn } from './live-column.ts'
import { ranksOf, sortedBy } from './sorted-by.ts'

/** The columns in memory, by model; undefined if that one is not loaded. */
export type ColumnOf = (model: string) => LiveColumn | undefined

/** References in titles are followed this far: more could only be a circle. */
export const DEPTH_MAX = 4

/** What a person last saw of a record whose deletion waits here; undefined for any other. */
export type LastSeen = (model: string, id: string) => Data | undefined

/** Titles of records by id, references resolved through the columns of their targets; of one that is deleted only here too. */
export function createTitleLookup(columnOf: ColumnOf, lastSeen: LastSeen, depth = DEPTH_MAX): TitleLookup {
  if (depth === 0) return () => undefined
  const lookUp = createTitleLookup(columnOf, lastSeen, depth - 1)
  return (model, id) => {
    const column = columnOf(model)
    if (!column) return undefined
    const slot = column.slotOf(id)
    const shown = slot >= 0 ? column.shownAt(slot) : lastSeen(model, id)
    return shown && titleOf(column.plan.model, shown, plainText(lookUp))
  }
}

/** Thousands of payments share a lease: each title is put together once. */
export function eachOnce(lookUp: TitleLookup): TitleLookup {
  const known = new Map<string, string | undefined>()
  return (model, id) => {
    const name = `${model}/${id}`
    if (!known.has(name)) known.set(name, lookUp(model, id))
    return known.get(name)
  }
}

/** The slots of all records, by title. Where titles refer to other records, it holds until one of those changes. */
export function createTitleOrder(columnOf: ColumnOf): (column: LiveColumn) => Uint32Array {
  const known = new Map<string, { readonly state: string; readonly slots: Uint32Array }>()
  return (column) => {
    const own = column.byTitle()
    if (own) return own
    const { model } = column.plan
    const state = stateOf(columnOf, column, DEPTH_MAX)
    const cached = known.get(model.name)
    if (cached?.state === state) return cached.slots
    const slots = sortedByTitle(columnOf, column)
    known.set(model.name, { state, slots })
    return slots
  }
}

function sortedByTitle(columnOf: ColumnOf, column: LiveColumn): Uint32Array {
  const show = plainText(eachOnce(createTitleLookup(columnOf, () => undefined, DEPTH_MAX - 1)))
  const slots = column.byId()
  const titles = Array.from(slots, (slot) => foldText(titleOf(column.plan.model, column.shownAt(slot), show)))
  return sortedBy(ranksOf(titles)).map((place) => slots[place] ?? 0)
}

/** Changes whenever a title of this column may have changed. */
function stateOf(columnOf: ColumnOf, column: LiveColumn, depth: number): string {
  const targets = depth === 0 ? [] : column.plan.titleReferences.map(({ model }) => columnOf(model))
  const below = targets.map((target) => (target ? stateOf(columnOf, target, depth - 1) : '-'))
  return `${column.generation}.${column.revision()}(${below.join()})`
}
