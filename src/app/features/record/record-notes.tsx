import { i18n } from '@lingui/core'
import { memo } from 'react'
import type { PendingChange } from '../../../db/local-api.ts'
import type { VisibleRow } from '../../../sync/core/types.ts'
import { useIsSending } from '../../hooks/use-sync.tsx'
import { timeText } from '../../i18n/show-value.ts'
import { Button } from '../../ui/button.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { reasonText } from '../pending/reason-text.ts'
import { usePendingPanel } from '../shell/pending-panel.tsx'

interface RecordNotesProps {
  readonly row: VisibleRow
  readonly pending: PendingChange | null | undefined
  readonly isGone: boolean
  /** It is gone, and something was typed into its form. */
  readonly isTouched: boolean
}

/** Where this record stands and who changed it last, above its form. */
export const RecordNotes = memo(function RecordNotes({ row, pending, isGone, isTouched }: RecordNotesProps) {
  const { isOpen, toggle } = usePendingPanel()
  const isSending = useIsSending() && pending?.state === 'sending'
  const needsPerson = pending && pending.group !== 'ready'
  // The record is read before what waits: one whose newest change has no author yet waits, whatever was read last.
  const isMine = row.updatedBy === '' && row.updatedAt !== ''
  const stands = pending?.group ?? (isMine ? 'ready' : pending === null && !isGone ? 'none' : undefined)
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      {stands && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <StateMark icon={isSending && !needsPerson ? 'sending' : ICONS[stands]} tone={TONES[stands]}>
            {stateText(stands, pending, isSending)}
          </StateMark>
          {needsPerson && !isOpen && <Button onClick={toggle}>{i18n.t('See why')}</Button>}
        </div>
      )}
      {row.updatedAt !== '' && !isGone && (
        <p className="text-13 text-muted tabular-nums">
          {i18n.t('{by}, {when}', {
            by: isMine ? i18n.t('You') : row.updatedBy,
            when: timeText(row.updatedAt),
          })}
        </p>
      )}
      {isGone && (
        <p className={`text-15 ${isTouched ? 'text-needs-you' : ''}`}>
          {isTouched
            ? i18n.t('This record was deleted meanwhile. What you typed is still here.')
            : i18n.t('This record was deleted meanwhile. This is how it last was.')}
        </p>
      )}
    </div>
  )
})

const ICONS = { none: 'synced', ready: 'onDevice', review: 'review', refused: 'refused' } as const
const TONES = { none: 'calm', ready: 'waiting', review: 'needsYou', refused: 'refused' } as const

function stateText(stands: keyof typeof ICONS, pending: PendingChange | null | undefined, isSending: boolean): string {
  switch (stands) {
    case 'none':
      return i18n.t('Synced')
    case 'ready':
      return isSending ? i18n.t('Sending') : i18n.t('On this device')
    case 'review':
      return i18n.t('Needs review')
    case 'refused':
      return pending?.reason
        ? i18n.t('Refused: {why}', { why: reasonText(pending, pending.reason) })
        : i18n.t('Refused')
  }
}
