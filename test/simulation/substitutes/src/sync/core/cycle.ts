import * as real from '../../../../../../src/sync/core/cycle.ts'
import { cover } from '../../../../coverage.ts'

export * from '../../../../../../src/sync/core/cycle.ts'

export const step: typeof real.step = (state, event) => {
  cover('cycle', `${state.kind}: ${event.kind}`)
  return real.step(state, event)
}
