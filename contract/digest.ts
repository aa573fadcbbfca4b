import { canonicalJson, type Data, type Value } from './value.ts'

/** How many live records a model has, and the sum mod 2^53 of their hashes: equal on both sides if the rows are (WP27). */
export interface Digest {
  readonly count: number
  readonly sum: number
}

export const EMPTY_DIGEST: Digest = { count: 0, sum: 0 }

const MODULUS = 2 ** 53

/** A digest with one row more. */
export function addToDigest(digest: Digest, hash: number): Digest {
  return { count: digest.count + 1, sum: addModulo(digest.sum, hash) }
}

/** A digest with one row less. */
export function removeFromDigest(digest: Digest, hash: number): Digest {
  return { count: digest.count - 1, sum: addModulo(digest.sum, MODULUS - hash) }
}

/** The 53-bit hash of one live record. Choices count as sets. */
export function rowHash(model: string, id: string, version: number, data: Data): number {
  return textHash(model, id, version, canonicalJson(withSets(data)))
}

/** `rowHash` of a record whose canonical JSON, with choices in order, is at hand. */
export function textHash(model: string, id: string, version: number, json: string): number {
  return hash53(`${model}\0${id}\0${version}\0`, json)
}

/**
 * cyrb53 by bryc (public domain): two 32-bit multiplicative hashes of the UTF-16 code units, mixed, 53 bits kept.
 * Not cryptographic: it finds accidents, not attacks.
 * @param texts hashed as if joined; an engine reads a text that it has just joined three times more slowly
 */
export function hash53(...texts: readonly string[]): number {
  let h1 = 0xdeadbeef
  let h2 = 0x41c6ce57
  for (const text of texts) {
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      h1 = Math.imul(h1 ^ unit, 2654435761)
      h2 = Math.imul(h2 ^ unit, 1597334677)
    }
  }
  h1 = Math.imul(h1 ^ (h1 >>> 16), 2246822507) ^ Math.imul(h2 ^ (h2 >>> 13), 3266489909)
  h2 = Math.imul(h2 ^ (h2 >>> 16), 2246822507) ^ Math.imul(h1 ^ (h1 >>> 13), 3266489909)
  return 4294967296 * (2097151 & h2) + (h1 >>> 0)
}

/** Choices in one order. Most rows have none and are taken as they are. */
function withSets(data: Data): Data {
  if (!Object.values(data).some(Array.isArray)) return data
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, asSet(value)]))
}

function asSet(value: Value): Value {
  return Array.isArray(value) ? [...new Set(value)].sort() : value
}

/** (a + b) mod 2^53 without leaving the exact integers. Shapes: both in [0, 2^53]. */
function addModulo(a: number, b: number): number {
  return a >= MODULUS - b ? a - (MODULUS - b) : a + b
}
