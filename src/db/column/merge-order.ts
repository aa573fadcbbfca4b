/**
 * An order with some slots taken out and others put in.
 * @param order sorted by `compare`, at least without its stale slots
 * @param stale slots of `order` to leave out; it holds every slot below its length
 * @param added sorted by `compare`
 */
export function mergeOrder(
  order: Uint32Array,
  stale: readonly number[],
  added: readonly number[],
  compare: (a: number, b: number) => number,
): Uint32Array {
  const kept = withoutStale(order, stale)
  const merged = new Uint32Array(kept.length + added.length)
  let from = 0
  let at = 0
  for (const slot of added) {
    const place = placeOf(kept, slot, from, compare)
    merged.set(kept.subarray(from, place), at)
    at += place - from
    merged[at++] = slot
    from = place
  }
  merged.set(kept.subarray(from), at)
  return merged
}

/** A save changes one slot. So few are found and cut out with the browser's own array functions, which are fast also when they run seldom; a loop of ours is not. */
const FEW = 8

function withoutStale(order: Uint32Array, stale: readonly number[]): Uint32Array {
  if (stale.length > FEW) return withoutMany(order, stale)
  let kept = order.slice()
  for (const slot of stale) {
    const place = kept.indexOf(slot)
    if (place < 0) continue
    kept.copyWithin(place, place + 1)
    kept = kept.subarray(0, -1)
  }
  return kept
}

function withoutMany(order: Uint32Array, stale: readonly number[]): Uint32Array {
  const isStale = new Uint8Array(order.length)
  for (const slot of stale) isStale[slot] = 1
  const kept = new Uint32Array(order.length)
  let count = 0
  for (let i = 0; i < order.length; i++) {
    const slot = order[i] ?? 0
    if (!isStale[slot]) kept[count++] = slot
  }
  return kept.subarray(0, count)
}

/** The first place from `low` on whose slot comes after `slot`. */
function placeOf(kept: Uint32Array, slot: number, low: number, compare: (a: number, b: number) => number): number {
  let high = kept.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (compare(kept[middle] ?? 0, slot) <= 0) low = middle + 1
    else high = middle
  }
  return low
}
