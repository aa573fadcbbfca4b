import { useEffect, useState } from 'react'
import { sameValue } from '../../../../contract/value.ts'
import type { HistoryLine } from '../../../../contract/wire/history.ts'
import type { PendingChange } from '../../../db/local-api.ts'
import type { Holder, ParkedReason } from '../../../sync/core/types.ts'
import { useSatchel } from '../../hooks/satchel-context.ts'
import { fetchHistory } from '../record/history.ts'

/**
 * The reason with who and when of each field, not of the row: where several changes came in at once, the server's history knows.
 * Until it has answered, or without a network, a holder that is only the row's says so (`isOfRow`).
 */
export function useHolders(change: PendingChange): ParkedReason | undefined {
  const { scope } = useSatchel()
  const { model, id, reason } = change
  const [lines, setLines] = useState<readonly HistoryLine[]>([])
  const conflict = reason?.kind === 'conflict' ? reason : undefined
  const isUnsure = conflict !== undefined && holdersOf(conflict).some(({ isOfRow }) => isOfRow)
  const version = conflict?.serverVersion
  useEffect(() => {
    if (!isUnsure) return undefined
    let ended = false
    void fetchHistory(scope, model, id).then((outcome) => {
      if (!ended && outcome.kind === 'answer') setLines(outcome.value.lines)
    })
    return () => {
      ended = true
    }
  }, [scope, model, id, version, isUnsure])
  if (!conflict || !isUnsure) return reason
  const sure = (name: string, holder: Holder): Holder =>
    holder.isOfRow ? (holderIn(lines, name, conflict.serverVersion) ?? holder) : holder
  return {
    ...conflict,
    theirs: mapMembers(conflict.theirs, sure),
    ...(conflict.taken && {
      taken: mapMembers(conflict.taken, (name, taken) => ({ ...taken, holder: sure(name, taken.holder) })),
    }),
  }
}

function holdersOf({ theirs, taken = {} }: Extract<ParkedReason, { kind: 'conflict' }>): Holder[] {
  return [...Object.values(theirs), ...Object.values(taken).map(({ holder }) => holder)]
}

/** The newest line, up to a version, that changed the field. @param lines newest first */
function holderIn(lines: readonly HistoryLine[], name: string, version: number): Holder | undefined {
  const line = lines.find(({ before, after, ...told }) => told.version <= version && !isSame(before[name], after[name]))
  return line && { version: line.version, by: line.updated_by, at: line.updated_at }
}

/** The values of a line may be of a kind that this build does not know (WP3). */
function isSame(a: unknown, b: unknown): boolean {
  return isList(a) && isList(b) ? sameValue(a, b) : a === b
}

function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((key) => typeof key === 'string')
}

function mapMembers<A, B>(
  members: { readonly [name: string]: A },
  change: (name: string, member: A) => B,
): { readonly [name: string]: B } {
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, change(name, member)]))
}
