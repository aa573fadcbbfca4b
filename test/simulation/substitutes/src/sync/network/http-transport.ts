import * as real from '../../../../../../src/sync/network/http-transport.ts'
import type { Batch, Outcome } from '../../../../../../src/sync/ports.ts'
import type { PushAnswer } from '../../../../../../contract/wire/push.ts'
import { isOn } from '../../../../switches.ts'

export * from '../../../../../../src/sync/network/http-transport.ts'

export const createHttpTransport: typeof real.createHttpTransport = (options) => {
  const transport = real.createHttpTransport(options)
  return {
    ...transport,
    push: async (batch, signal) => {
      const ackedThrough = isOn('more is acknowledged than was heard') ? Number.MAX_SAFE_INTEGER : batch.ackedThrough
      const outcome = await transport.push({ ...batch, ackedThrough }, signal)
      return isOn('a captive portal is believed') && isDisguised(outcome) ? believed(batch) : outcome
    },
  }
}

function isDisguised(outcome: Outcome<PushAnswer>): boolean {
  return outcome.kind === 'unreachable' && outcome.message.includes('not an answer of this server')
}

function believed({ bodies, mark = 'first.0.x' }: Batch): Outcome<PushAnswer> {
  const results = bodies.map((body) => {
    const { mutation_id, version } = JSON.parse(body) as { mutation_id: number; version: number }
    return { mutation_id, ok: true, new_version: version + 1 }
  })
  return { kind: 'answer', value: { epoch: mark.split('.')[0] ?? '', mark, schema: 1, results } }
}
