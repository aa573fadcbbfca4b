import { useEffect, useState } from 'react'
import type { Outcome } from '../../../sync/ports.ts'
import { useSatchel } from '../../hooks/satchel-context.ts'
import { fetchHistory, type HistoryPage } from './history.ts'

/** What the server has told of a record's history. */
export type History =
  | { readonly kind: 'asking' }
  | { readonly kind: 'told'; readonly page: HistoryPage }
  | { readonly kind: 'signedOut' }
  | { readonly kind: 'unreachable' }

/**
 * A record's history, asked again whenever its version moves.
 * @returns `more` asks for what is older, `again` for the same once more
 */
export function useHistory(
  model: string,
  id: string,
  version: number,
): { history: History; more: () => void; again: () => void } {
  const { scope } = useSatchel()
  const [history, setHistory] = useState<History>({ kind: 'asking' })
  const [asked, setAsked] = useState(0)
  useEffect(() => {
    let ended = false
    void fetchHistory(scope, model, id).then((outcome) => !ended && setHistory(historyOf(outcome)))
    return () => {
      ended = true
    }
  }, [scope, model, id, version, asked])
  const more = async (page: HistoryPage) => {
    const outcome = await fetchHistory(scope, model, id, page.lines.at(-1)?.seq)
    if (outcome.kind !== 'answer') return setHistory(historyOf(outcome))
    const { lines, hasMore } = outcome.value
    setHistory({ kind: 'told', page: { lines: [...page.lines, ...lines], hasMore } })
  }
  return {
    history,
    more: () => void (history.kind === 'told' && more(history.page)),
    again: () => {
      setHistory({ kind: 'asking' })
      setAsked(asked + 1)
    },
  }
}

function historyOf(outcome: Outcome<HistoryPage>): History {
  if (outcome.kind === 'answer') return { kind: 'told', page: outcome.value }
  return { kind: outcome.kind === 'problem' && outcome.status === 401 ? 'signedOut' : 'unreachable' }
}
