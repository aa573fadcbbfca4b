import { useCallback, useEffect, useState } from 'react'
import type { PendingChange } from '../../../db/local-api.ts'
import type { ConflictOutcome } from '../conflict/use-merge.ts'

/** The conflict that is open in a dialog. */
export interface Resolving {
  /** As it is now; without a reason if it does not wait any more. */
  readonly change: PendingChange
  /** It had been applied, and came back. */
  readonly isAgain: boolean
}

export interface ResolvingState {
  readonly resolving: Resolving | undefined
  readonly open: (change: PendingChange) => void
  readonly close: (outcome: ConflictOutcome) => void
}

/**
 * Which conflict is open. One that was applied and comes back, because the other side had moved once more, opens again with what is
 * left – unless the person is in a form or another dialog by then.
 */
export function useResolving(changes: readonly PendingChange[] | undefined): ResolvingState {
  const [opened, setOpened] = useState<Resolving>()
  const [applied, setApplied] = useState<PendingChange>()
  const back = applied && changes?.find((change) => change.key === applied.key && isNewer(change, applied))
  useEffect(() => {
    if (!back) return
    setApplied(undefined)
    const isBusy = document.activeElement?.closest('form, dialog')
    if (!isBusy) setOpened({ change: back, isAgain: true })
  }, [back])
  const now = opened && (changes?.find(({ key }) => key === opened.change.key) ?? decided(opened.change))
  return {
    resolving: opened && now && { change: now, isAgain: opened.isAgain },
    open: useCallback((change: PendingChange) => setOpened({ change, isAgain: false }), []),
    close: (outcome) => {
      setOpened(undefined)
      setApplied(outcome === 'applied' ? (now?.reason?.kind === 'conflict' ? now : opened?.change) : undefined)
    },
  }
}

/** A conflict with a row of the server that the person had not seen when they applied. */
function isNewer({ reason }: PendingChange, { reason: before }: PendingChange): boolean {
  if (reason?.kind !== 'conflict' || before?.kind !== 'conflict') return false
  return reason.serverVersion > before.serverVersion
}

function decided({ reason: _, ...change }: PendingChange): PendingChange {
  return change
}
