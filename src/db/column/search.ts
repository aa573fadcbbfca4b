import type { LiveColumn } from './live-column.ts'
import { indexesOfTexts } from './packed-texts.ts'
import { type ColumnOf, DEPTH_MAX } from './titles.ts'

/** Where a word is looked for: in all that a model's search names, or in a record's title alone. */
type Part = 'search' | 'title'

/**
 * Which slots of a column match every word: 1 or 0 for each. A record matches a word if its own text holds it or the title of
 * a record that it refers to.
 * @param words folded
 */
export function matchesOf(columnOf: ColumnOf, column: LiveColumn, words: readonly string[]): Uint8Array {
  const matches = new Uint8Array(column.slots()).fill(1)
  for (const word of words) {
    const hits = hitsOf(columnOf, column, word, 'search', DEPTH_MAX)
    for (let slot = 0; slot < matches.length; slot++) matches[slot] = (matches[slot] ?? 0) & (hits[slot] ?? 0)
  }
  return matches
}

function hitsOf(columnOf: ColumnOf, column: LiveColumn, word: string, part: Part, depth: number): Uint8Array {
  const references = part === 'search' ? column.plan.searchReferences : column.plan.titleReferences
  const own = rememberedHits(column, word, part)
  if (references.length === 0 || depth === 0) return own
  const hits = own.slice()
  for (const { field, model } of references) {
    const target = columnOf(model)
    if (target) markReferring(column, field, target, hits, hitsOf(columnOf, target, word, 'title', depth - 1))
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
    // A hit before the part that counts may be followed by one within it.
    const from = isHit || part === 'title' ? (starts[slot + 1] ?? text.length) : at + 1
    at = from < text.length ? text.indexOf(word, from) : -1
  }
  for (const [changed, item] of column.changed) {
    const own = item && (part === 'search' ? item.text.slice(item.searchAt) : item.text.slice(0, item.titleEnd))
    hits[changed] = own?.includes(word) ? 1 : 0
  }
  return hits
}

/** Marks the records whose reference leads to a hit. Each target is looked up once, not once a record. */
function markReferring(
  column: LiveColumn,
  field: string,
  target: LiveColumn,
  hits: Uint8Array,
  found: Uint8Array,
): void {
  const dictionary = column.base.keys[field]
  if (dictionary) {
    const { values, codes } = dictionary
    const places = rememberedPlaces(column, field, target, values)
    const hitCodes = new Uint8Array(values.length + 1)
    for (let i = 0; i < places.length; i++) hitCodes[i + 1] = found[places[i] ?? -1] ?? 0
    for (let slot = 0; slot < codes.length; slot++) {
      if (hitCodes[codes[slot] ?? 0] && !column.changed.has(slot)) hits[slot] = 1
    }
  }
  for (const [slot, item] of column.changed) {
    const id = item?.keys[field]
    if (id !== undefined && found[target.placeOf(id)]) hits[slot] = 1
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

interface Memory {
  /** The column's revision that the hits belong to. */
  revision: number
  readonly hits: Map<string, Uint8Array>
  /** Field → where the targets of its dictionary are, and which state of the target's column that was. */
  readonly places: Map<string, { readonly state: string; readonly places: Int32Array }>
}

const memories = new WeakMap<LiveColumn, Memory>()
/** Words of one query, and of the one typed before it. */
const WORDS_MAX = 16

function memoryOf(column: LiveColumn): Memory {
  const known = memories.get(column)
  const memory = known ?? { revision: 0, hits: new Map(), places: new Map() }
  if (!known) memories.set(column, memory)
  if (memory.revision !== column.revision() || memory.hits.size > WORDS_MAX) memory.hits.clear()
  memory.revision = column.revision()
  return memory
}

function rememberedHits(column: LiveColumn, word: string, part: Part): Uint8Array {
  const { hits } = memoryOf(column)
  const known = hits.get(`${part} ${word}`) ?? ownHits(column, word, part)
  hits.set(`${part} ${word}`, known)
  return known
}

function rememberedPlaces(
  column: LiveColumn,
  field: string,
  target: LiveColumn,
  values: readonly string[],
): Int32Array {
  const { places } = memoryOf(column)
  const state = `${target.generation}/${target.slots()}`
  const known = places.get(field)
  if (known?.state === state) return known.places
  const found = indexesOfTexts(target.base.ids, values)
  found.forEach((place, i) => {
    // One that came later, or none.
    if (place < 0) found[i] = target.placeOf(values[i] ?? '')
  })
  places.set(field, { state, places: found })
  return found
}
