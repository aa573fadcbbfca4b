import * as v from 'valibot'
import { historyAnswerSchema, type HistoryLine, historyLineSchema } from '../../../../contract/wire/history.ts'
import type { Outcome } from '../../../sync/ports.ts'
import { callApi } from '../session/api.ts'

/** Asks the server what happened to a record, newest first; a line that cannot be read is left out (WP3). */
export async function fetchHistory(scope: string, model: string, id: string): Promise<Outcome<HistoryLine[]>> {
  const query = new URLSearchParams({ scope, model, id, limit: '50' })
  const outcome = await callApi(`/api/history?${query}`, historyAnswerSchema)
  if (outcome.kind !== 'answer') return outcome
  const lines = outcome.value.data.map((line) => v.safeParse(historyLineSchema, line))
  return { kind: 'answer', value: lines.flatMap((line) => (line.success ? [line.output] : [])) }
}
