import * as real from '../../../../../../src/sync/core/seal.ts'
import { isOn } from '../../../../switches.ts'

export * from '../../../../../../src/sync/core/seal.ts'

export const seal: typeof real.seal = (entry, mutationId) =>
  real.seal(
    isOn('a change tells the newest version as its base') ? { ...entry, base: freshest(entry.base) } : entry,
    mutationId,
  )

function freshest<B extends { readonly version: number }>(base: B): B {
  return base.version > 0 ? { ...base, version: base.version + 1 } : base
}
