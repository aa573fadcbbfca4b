import * as real from '../../../../../../src/sync/core/order.ts'
import { isOn } from '../../../../switches.ts'

export * from '../../../../../../src/sync/core/order.ts'

export const plan: typeof real.plan = (models, outbox, limits, sendMode) => {
  const planned = real.plan(models, outbox, limits, sendMode)
  return isOn('a child leaves before its parent') ? { ...planned, batch: planned.batch.toReversed() } : planned
}
