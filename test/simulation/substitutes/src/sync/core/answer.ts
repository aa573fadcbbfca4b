import * as real from '../../../../../../src/sync/core/answer.ts'
import { cover } from '../../../../coverage.ts'
import { met } from '../../../../entry-states.ts'
import { isOn } from '../../../../switches.ts'

export * from '../../../../../../src/sync/core/answer.ts'

function outcomeOf({ ok, code = '' }: Parameters<typeof real.answer>[3]): string {
  if (ok) return 'taken'
  if (code === 'SERVER_WINS') return 'lost'
  return ['VERSION_CONFLICT', 'ALREADY_EXISTS', 'DELETED'].includes(code) ? 'asked' : 'refused'
}

export const answer: typeof real.answer = (models, state, mutationId, result, context) => {
  const sealed = state.entries.find((entry) => entry.kind === 'sealed')
  const follower = state.entries.find((entry) => entry.kind !== 'sealed')
  const code = result.ok ? (result.merged ? 'merged' : 'ok') : result.code
  if (sealed) met(`answered ${code}`, follower ? 'followed' : 'sent')
  if (sealed) cover('answer', `${sealed.op}: ${code}`)
  if (sealed && follower) cover('behind', `${sealed.op}, then ${follower.op}: ${outcomeOf(result)}`)
  const isRude = isOn('an answer writes over a newer edit') && result.ok
  const entries = isRude ? state.entries.filter(({ kind }) => kind === 'sealed') : state.entries
  return real.answer(models, { ...state, entries }, mutationId, result, context)
}
