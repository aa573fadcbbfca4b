import * as real from '../../../../../../src/sync/core/receive.ts'
import { cover } from '../../../../coverage.ts'
import { isOn } from '../../../../switches.ts'

export * from '../../../../../../src/sync/core/receive.ts'

export const receive: typeof real.receive = (models, state, incoming) => {
  const { row } = state
  const isOlder = row !== undefined && row.version > incoming.version
  cover('receive', !row ? 'first' : isOlder ? 'older' : row.version === incoming.version ? 'same' : 'newer')
  if (!isOlder || !isOn('an older row is taken for a newer one')) return real.receive(models, state, incoming)
  return { ...real.receive(models, { ...state, row: undefined }, incoming), row: incoming }
}
