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
