import { fieldOf } from '../../../contract/model.ts'
import type { Data, Value } from '../../../contract/value.ts'
import { indexOfText, type PackedTexts, packTexts, textAt } from './packed-texts.ts'
import { foldedTitle, type Item, type Plan, valueOfKey } from './plan.ts'
import { ranksOf, sortedBy } from './sorted-by.ts'

/** All records of one model, packed as they are stored: typed arrays and a few flat strings. */
export interface Column {
  readonly count: number
  /** Sorted: a record's place here is its slot everywhere below. */
  readonly ids: PackedTexts
  readonly shown: PackedTexts
  readonly texts: PackedTexts
  /** Within `texts.text`: where the part begins that a search looks in, where the part ends that a title holds. */
  readonly searchAt: Uint32Array
  readonly titleEnd: Uint32Array
  readonly changedMs: Float64Array
  readonly keys: { readonly [field: string]: Dictionary }
  /** Slots, last changed first; of one moment the newest id first. */
  readonly byChanged: Uint32Array
  /** Slots by title; absent if titles depend on other records, or until the column is packed to be stored. */
  readonly byTitle?: Uint32Array
}

/** Codes are places in `values` plus 1; 0 is unset. */
export interface Dictionary {
  /** Sorted, as ids are: what a reference leads to is found in one pass. */
  readonly values: readonly string[]
  readonly codes: Uint32Array
}

export interface Orders {
  readonly byChanged: Uint32Array
  readonly byTitle?: Uint32Array
}

export interface ColumnBuilder {
  /** Ids must rise. */
  add(item: Item): void
  /** @param orders if the caller knows them; else records are sorted by change here */
  finish(orders?: Orders): Column
}

export function createColumnBuilder(plan: Plan): ColumnBuilder {
  const ids: string[] = []
  const shown: string[] = []
  const texts: string[] = []
  const searchAt: number[] = []
  const titleEnd: number[] = []
  const changedMs: number[] = []
  const keys = plan.keyed.map((field) => ({ field, known: new Map<string, number>(), codes: [] as number[] }))
  let at = 0
  return {
    add: (item) => {
      ids.push(item.id)
      shown.push(item.shown)
      texts.push(item.text)
      searchAt.push(at + item.searchAt)
      titleEnd.push(at + item.titleEnd)
      at += item.text.length
      changedMs.push(item.changedMs)
      for (const { field, known, codes } of keys) codes.push(codeOf(known, item.keys[field]))
    },
    finish: (orders) => {
      const parts = {
        count: ids.length,
        ids: packTexts(ids),
        shown: packTexts(shown),
        texts: packTexts(texts),
        searchAt: Uint32Array.from(searchAt),
        titleEnd: Uint32Array.from(titleEnd),
        changedMs: Float64Array.from(changedMs),
        keys: Object.fromEntries(keys.map(({ field, known, codes }) => [field, dictionaryOf(known, codes)])),
      }
      return { ...parts, ...(orders ?? { byChanged: byChange(parts.changedMs) }) }
    },
  }
}

/** The slot of an id; -1 if the column does not hold it. */
export function slotOfId(column: Column, id: string): number {
  return indexOfText(column.ids, id)
}

/** The values that a list shows of a record, references as ids. */
export function shownAt(plan: Plan, column: Column, slot: number): Data {
  return withKeyed(plan, textAt(column.shown, slot), (field) => keyAt(column, field, slot))
}

/** The same of a record that has changed since. */
export function shownOf(plan: Plan, item: Item): Data {
  return withKeyed(plan, item.shown, (field) => item.keys[field])
}

/** A keyed field's key in a record; undefined if it is unset. */
export function keyAt(column: Column, field: string, slot: number): string | undefined {
  const dictionary = column.keys[field]
  const code = dictionary?.codes[slot] ?? 0
  return code === 0 ? undefined : dictionary?.values[code - 1]
}

/** The slots by title, for a model whose titles refer to nothing. */
export function sortedByTitle(plan: Plan, column: Column): Uint32Array {
  return sortedBy(
    ranksOf(Array.from({ length: column.count }, (_, slot) => foldedTitle(plan, shownAt(plan, column, slot)))),
  )
}

/** A record of the column as an item again. */
export function itemAt(plan: Plan, column: Column, slot: number): Item {
  const start = column.texts.starts[slot] ?? 0
  const keys: { [field: string]: string } = {}
  for (const field of plan.keyed) {
    const key = keyAt(column, field, slot)
    if (key !== undefined) keys[field] = key
  }
  return {
    id: textAt(column.ids, slot),
    changedMs: column.changedMs[slot] ?? 0,
    shown: textAt(column.shown, slot),
    text: textAt(column.texts, slot),
    searchAt: (column.searchAt[slot] ?? 0) - start,
    titleEnd: (column.titleEnd[slot] ?? 0) - start,
    keys,
  }
}

function withKeyed(plan: Plan, json: string, keyOf: (field: string) => string | undefined): Data {
  const shown = JSON.parse(json) as { [field: string]: Value } // What itemOf wrote.
  for (const name of plan.shownKeyed) {
    const key = keyOf(name)
    if (key !== undefined) shown[name] = valueOfKey(fieldOf(plan.model, name), key)
  }
  return shown
}

/** A push is one moment to the server: of what it brought the newest record, by its id, comes first. */
function byChange(changedMs: Float64Array): Uint32Array {
  const latest = changedMs.reduce((latest, ms) => Math.max(latest, ms), 0)
  const last = changedMs.length - 1
  const backwards = changedMs.map((_, slot) => latest - (changedMs[last - slot] ?? 0))
  return sortedBy(backwards).map((place) => last - place)
}

function codeOf(known: Map<string, number>, key: string | undefined): number {
  if (key === undefined) return 0
  const code = known.get(key)
  if (code !== undefined) return code
  known.set(key, known.size + 1)
  return known.size
}

function dictionaryOf(known: ReadonlyMap<string, number>, codes: readonly number[]): Dictionary {
  const values = [...known.keys()].sort()
  const sorted = new Uint32Array(values.length + 1)
  values.forEach((value, place) => {
    sorted[known.get(value) ?? 0] = place + 1
  })
  return { values, codes: Uint32Array.from(codes, (code) => sorted[code] ?? 0) }
}
