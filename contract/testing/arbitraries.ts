import * as fc from 'fast-check'
import type { Patch, Value } from '../value.ts'

/** Few values and few fields, so that sides meet: what a wide generator would hardly ever produce. */
const word = fc.constantFrom('a', 'b', 'c')

/** Values for the fields of the models in `judging.ts`; `null` clears. */
export const patchArbitrary: fc.Arbitrary<Patch> = fc
  .record(
    {
      name: word,
      note: fc.option(word),
      ours: fc.option(word),
      theirs: fc.option(word),
      newest: fc.option(word),
      tags: fc.option(fc.uniqueArray(word)),
    },
    { requiredKeys: [] },
  )
  .map((patch): { [field: string]: Value | null } => ({ ...patch }))

/**
 * Any UTF-16 text, lone surrogates often. Not `fc.string({ unit: 'binary' })`: its first use builds a table for a second,
 * and on a busy machine that is a time-out.
 */
export const utf16Arbitrary: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0xd7f0, max: 0xe010 })))
  .map((units) => String.fromCharCode(...units))
