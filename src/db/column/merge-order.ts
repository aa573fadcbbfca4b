/**
 * An order with some slots taken out and others put in.
 * @param order sorted by `compare`, at least without its stale slots
 * @param stale 1 at every slot of `order` to leave out; slots beyond it are not stale
 * @param added sorted by `compare`
 */
export function mergeOrder(
  order: Uint32Array,
  stale: Uint8Array,
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

function withoutStale(order: Uint32Array, stale: Uint8Array): Uint32Array {
  const kept = new Uint32Array(order.length)
  let count = 0
  for (let i = 0; i < order.length; i++) {
    const slot = order[i] ?? 0
    if (!stale[slot]) kept[count++] = slot
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
