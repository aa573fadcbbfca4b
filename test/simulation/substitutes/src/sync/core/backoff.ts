import * as real from '../../../../../../src/sync/core/backoff.ts'
import { isOn } from '../../../../switches.ts'

export * from '../../../../../../src/sync/core/backoff.ts'

export const backoffMs: typeof real.backoffMs = (input) =>
  isOn('no pause after a failure') ? 50 : real.backoffMs(input)
