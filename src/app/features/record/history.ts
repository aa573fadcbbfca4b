import * as v from 'valibot'
import { historyAnswerSchema, type HistoryLine, historyLineSchema } from '../../../../contract/wire/history.ts'
import type { Outcome } from '../../../sync/ports.ts'
import { callApi } from '../session/api.ts'

/** A part of a record's history, newest first. */
export interface HistoryPage {
  readonly lines: readonly HistoryLine[]
  readonly hasMore: boolean
}

/**
 * Asks the server what happened to a record; a line that cannot be read is left out (WP3).
 * @param before the `seq` that everything told is older than; without it, the latest
 */
export async function fetchHistory(
  scope: string,
  model: string,
  id: string,
  before?: number,
): Promise<Outcome<HistoryPage>> {
  const query = new URLSearchParams({ scope, model, id, limit: '50' })
  if (before !== undefined) query.set('before', String(before))
  const outcome = await callApi(`/api/history?${query}`, historyAnswerSchema)
  if (outcome.kind !== 'answer') return outcome
  const lines = outcome.value.data.map((line) => v.safeParse(historyLineSchema, line))
  return {
    kind: 'answer',
    value: { lines: lines.flatMap((line) => (line.success ? [line.output] : [])), hasMore: outcome.value.has_more },
  }
}
