/** Many texts as one flat string: one object to load and keep, and one string to search. */
export interface PackedTexts {
  readonly text: string
  /** Where each begins; one more at the end. */
  readonly starts: Uint32Array
}

export function packTexts(texts: readonly string[]): PackedTexts {
  const starts = new Uint32Array(texts.length + 1)
  let at = 0
  for (let i = 0; i < texts.length; i++) {
    starts[i] = at
    at += texts[i]?.length ?? 0
  }
  starts[texts.length] = at
  return { text: texts.join(''), starts }
}

export function textAt({ text, starts }: PackedTexts, index: number): string {
  return text.slice(starts[index], starts[index + 1])
}

/** Where `wanted` is among sorted texts; -1 if it is not. */
export function indexOfText(packed: PackedTexts, wanted: string): number {
  let low = 0
  let high = packed.starts.length - 2
  while (low <= high) {
    const middle = (low + high) >> 1
    const text = textAt(packed, middle)
    if (text === wanted) return middle
    if (text < wanted) low = middle + 1
    else high = middle - 1
  }
  return -1
}

/** Where each of some sorted texts is among sorted texts; -1 if it is not. One pass over both. */
export function indexesOfTexts(packed: PackedTexts, wanted: readonly string[]): Int32Array {
  const count = packed.starts.length - 1
  const found = new Int32Array(wanted.length).fill(-1)
  let at = 0
  for (let i = 0; i < wanted.length; i++) {
    const text = wanted[i] ?? ''
    let here = at < count ? textAt(packed, at) : undefined
    while (here !== undefined && here < text) here = ++at < count ? textAt(packed, at) : undefined
    if (here === text) found[i] = at
  }
  return found
}
