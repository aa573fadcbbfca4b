import * as real from '../../../../../../src/sync/core/combine.ts'
import { cover } from '../../../../coverage.ts'

export * from '../../../../../../src/sync/core/combine.ts'

export const combine: typeof real.combine = (first, then) => counted(first, then, real.combine(first, then))

/** What the two are if no more comes. */
export const join: typeof real.join = (first, then) => {
  const both = real.join(first, then)
  counted(first, then, both && real.prune(both))
  return both
}

function counted(first: real.Wish, then: real.Wish, both: real.Wish | undefined): real.Wish | undefined {
  cover('squash', `${first.op}, then ${then.op}: ${both?.op ?? 'nothing'}`)
  return both
}
