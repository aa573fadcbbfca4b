import * as real from '../../../../../../src/sync/core/combine.ts'
import { cover } from '../../../../coverage.ts'

export * from '../../../../../../src/sync/core/combine.ts'

export const combine: typeof real.combine = (first, then) => {
  const both = real.combine(first, then)
  cover('squash', `${first.op}, then ${then.op}: ${both?.op ?? 'nothing'}`)
  return both
}
