import type { Reference } from './plan.ts'
import type { LiveColumn } from './live-column.ts'
import { type ColumnOf, DEPTH_MAX } from './titles.ts'

/** Where a word is looked for: in all that a model's search names, or in a record's title alone. */
type Part = 'search' | 'title'

/**
 * Which slots of a column match every word: 1 or 0 for each. A record matches a word if its own text holds it or the title of
 * a record that it refers to.
 * @param words folded
 */
export function matchesOf(columnOf: ColumnOf, column: LiveColumn, words: readonly string[]): Uint8Array {
  const [first = '', ...rest] = [...words].sort((a, b) => b.length - a.length)
  const matches = hitsOf(columnOf, column, first, 'search', DEPTH_MAX)
  for (const word of rest) {
    const hits = hitsOf(columnOf, column, word, 'search', DEPTH_MAX)
    for (let slot = 0; slot < matches.length; slot++) matches[slot] = (matches[slot] ?? 0) & (hits[slot] ?? 0)
  }
  return matches
}

function hitsOf(columnOf: ColumnOf, column: LiveColumn, word: string, part: Part, depth: number): Uint8Array {
  const hits = ownHits(column, word, part)
  const references = part === 'search' ? column.plan.searchReferences : column.plan.titleReferences
  for (const reference of depth === 0 ? [] : references) {
    const target = columnOf(reference.model)
    if (!target) continue
    const found = hitsOf(columnOf, target, word, 'title', depth - 1)
    markReferring(column, reference, hits, (id) => {
      const slot = target.slotOf(id)
      return slot >= 0 && found[slot] === 1
    })
  }
  return hits
}

/** Hits in the records' own text. One look through the whole flat text; what changed since is looked at one by one. */
function ownHits(column: LiveColumn, word: string, part: Part): Uint8Array {
  const { texts, searchAt, titleEnd } = column.base
  const { text, starts } = texts
  const hits = new Uint8Array(column.slots())
  let slot = 0
  for (let at = text.indexOf(word); at >= 0;) {
    slot = slotAt(starts, at, slot)
    const isHit = part === 'search' ? at >= (searchAt[slot] ?? 0) : at + word.length <= (titleEnd[slot] ?? 0)
    if (isHit) hits[slot] = 1
    // A hit above the part that counts may be followed by one within it.
    const from = isHit || part === 'title' ? (starts[slot + 1] ?? text.length) : at + 1
    at = from < text.length ? text.indexOf(word, from) : -1
  }
  for (const [changed, item] of column.changed) {
    const own = item && (part === 'search' ? item.text.slice(item.searchAt) : item.text.slice(0, item.titleEnd))
    hits[changed] = own?.includes(word) ? 1 : 0
  }
  return hits
}

/** Marks the records that refer to one that `isHit`. Each target is asked for once, not once a record. */
function markReferring(
  column: LiveColumn,
  { field }: Reference,
  hits: Uint8Array,
  isHit: (id: string) => boolean,
): void {
  const dictionary = column.base.keys[field]
  if (dictionary) {
    const { values, codes } = dictionary
    const hitCodes = new Uint8Array(values.length + 1)
    values.forEach((id, i) => {
      if (isHit(id)) hitCodes[i + 1] = 1
    })
    for (let slot = 0; slot < codes.length; slot++) {
      if (hitCodes[codes[slot] ?? 0] && !column.changed.has(slot)) hits[slot] = 1
    }
  }
  for (const [slot, item] of column.changed) {
    const id = item?.keys[field]
    if (id !== undefined && isHit(id)) hits[slot] = 1
  }
}

/** The slot whose text holds the place `at`, from `low` on. Gallops, because hits lie close together or far apart. */
function slotAt(starts: Uint32Array, at: number, low: number): number {
  let step = 1
  while (low + step < starts.length && (starts[low + step] ?? 0) <= at) {
    low += step
    step *= 2
  }
  let high = Math.min(low + step, starts.length - 1)
  while (low + 1 < high) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) <= at) low = middle
    else high = middle
  }
  return low
}
