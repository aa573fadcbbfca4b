import { foldText } from '../../../contract/fold-text.ts'
import { plainText, type TitleLookup, titleOf } from '../../../contract/label.ts'
import { fieldOf } from '../../../contract/model.ts'
import type { Data, Value } from '../../../contract/value.ts'
import type { ListItem, ListPage, ListQuery, RecordState } from '../local-api.ts'
import type { Dictionary } from './column.ts'
import type { LiveColumn } from './live-column.ts'
import { keyOf, type Plan } from './plan.ts'
import { matchesOf } from './search.ts'
import { type ColumnOf, createTitleLookup, eachOnce, type LastSeen } from './titles.ts'

/** No screen reads more at once. */
export const LIMIT_MAX = 200

export interface ListContext {
  readonly columnOf: ColumnOf
  readonly titleOrder: (column: LiveColumn) => Uint32Array
  readonly stateOf: (id: string) => RecordState
  readonly lastSeen: LastSeen
}

/**
 * One page of a list, from columns in memory alone.
 * @throws RangeError if `where` names a field that is neither a filter nor a reference of the model
 */
export function listOf(context: ListContext, column: LiveColumn, query: ListQuery): ListPage {
  const order = query.orderBy === 'title' ? context.titleOrder(column) : column.byChanged()
  const offset = Math.max(0, query.offset ?? 0)
  const end = offset + Math.min(Math.max(0, query.limit ?? 50), LIMIT_MAX)
  const isIn = selectionOf(context, column, query)
  const { total, slots } = isIn
    ? select(order, isIn, offset, end)
    : { total: order.length, slots: order.slice(offset, end) }
  const lookUp = eachOnce(createTitleLookup(context.columnOf, context.lastSeen))
  const show = plainText(lookUp)
  const items = Array.from(slots, (slot): ListItem => {
    const id = column.idAt(slot)
    const shown = column.shownAt(slot)
    const titles = titlesIn(column.plan, shown, lookUp)
    return { id, title: titleOf(column.plan.model, shown, show), shown, titles, state: context.stateOf(id) }
  })
  return { total, items }
}

function titlesIn({ shownReferences }: Plan, shown: Data, lookUp: TitleLookup): ListItem['titles'] {
  if (shownReferences.length === 0) return NO_TITLES
  const titles: { [reference: string]: string } = {}
  for (const { field, model } of shownReferences) {
    const id = shown[field]
    const title = typeof id === 'string' ? lookUp(model, id) : undefined
    if (title !== undefined) titles[`${model}/${String(id)}`] = title
  }
  return titles
}

const NO_TITLES: ListItem['titles'] = {}

function select(order: Uint32Array, isIn: (slot: number) => boolean, offset: number, end: number) {
  const slots: number[] = []
  let total = 0
  for (let i = 0; i < order.length; i++) {
    const slot = order[i] ?? 0
    if (!isIn(slot)) continue
    if (total >= offset && total < end) slots.push(slot)
    total++
  }
  return { total, slots }
}

/** Which slots a query wants; undefined: all. */
function selectionOf(
  { columnOf }: ListContext,
  column: LiveColumn,
  query: ListQuery,
): ((slot: number) => boolean) | undefined {
  const words = foldText(query.search ?? '')
    .split(/\s+/)
    .filter((word) => word !== '')
  const tests = Object.entries(query.where ?? {}).map(([field, value]) => filterOf(column, field, value))
  if (words.length > 0) {
    const matches = matchesOf(columnOf, column, words)
    tests.push((slot) => matches[slot] === 1)
  }
  const [first, ...rest] = tests
  if (!first) return undefined
  return rest.length === 0 ? first : (slot) => tests.every((test) => test(slot))
}

function filterOf(column: LiveColumn, field: string, value: Value): (slot: number) => boolean {
  const dictionary = column.base.keys[field]
  if (!dictionary) throw new RangeError(`${column.plan.model.name}: ${field} is not a filter`)
  const key = keyOf(value)
  const kind = fieldOf(column.plan.model, field)?.kind
  if (kind === 'choices' && typeof value === 'string') return includesFilter(column, dictionary, field, value)
  // Nothing in the column has this key: -1 matches no code.
  const code = dictionary.values.indexOf(key) + 1 || -1
  return (slot) => {
    const item = column.changed.get(slot)
    return item === undefined ? dictionary.codes[slot] === code : item?.keys[field] === key
  }
}

/** Of many choices, one that is among them. */
function includesFilter(
  column: LiveColumn,
  dictionary: Dictionary,
  field: string,
  value: string,
): (slot: number) => boolean {
  const includes = (key: string): boolean => (JSON.parse(key) as string[]).includes(value) // What keyOf wrote.
  const codes = new Set(dictionary.values.flatMap((key, place) => (includes(key) ? [place + 1] : [])))
  return (slot) => {
    const item = column.changed.get(slot)
    if (item === undefined) return codes.has(dictionary.codes[slot] ?? 0)
    const key = item?.keys[field]
    return key !== undefined && includes(key)
  }
}
