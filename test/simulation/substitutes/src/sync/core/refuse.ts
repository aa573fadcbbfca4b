import * as real from '../../../../../../src/sync/core/refuse.ts'
import { isOn } from '../../../../switches.ts'

export * from '../../../../../../src/sync/core/refuse.ts'

export const refuse: typeof real.refuse = (models, refusal) =>
  isOn('a refusal is forgotten')
    ? { row: refusal.row, entries: [], archive: [], facts: [] }
    : real.refuse(models, refusal)
