import * as real from '../../../../../../src/sync/core/recover.ts'
import { cover } from '../../../../coverage.ts'
import { isOn } from '../../../../switches.ts'

export * from '../../../../../../src/sync/core/recover.ts'

export const recover: typeof real.recover = (models, state, archived, before) => {
  const known = isOn('a restored server is not given back what it lost') ? [] : archived
  const after = real.recover(models, state, known, before)
  const [entry] = after.entries
  const from = `${state.entries.length > 0 ? 'waiting' : ''}${archived.length > 0 ? ' archived' : ''}`.trim()
  cover('recover', `${from}: ${entry ? `${entry.op}-${entry.kind}` : 'nothing'}`)
  return after
}
