import { i18n } from '@lingui/core'
import { memo, useId, useState } from 'react'
import type { PendingChange } from '../../../db/local-api.ts'
import type { ParkedReason } from '../../../sync/core/types.ts'
import { timeText } from '../../i18n/show-value.ts'
import { StateMark } from '../../ui/state-mark.tsx'
import { useHolders } from '../conflict/use-holders.ts'
import { attemptText } from './attempt-text.ts'
import { DownloadButton } from './download-button.tsx'
import { modelWord, operationText } from './operation-text.ts'
import { MissingReferenceText } from './missing-reference.tsx'
import { PendingActions } from './pending-actions.tsx'
import { ReferencedText } from './referenced.tsx'
import { meanwhileText, reasonText } from './reason-text.ts'
import { WhatChanged } from './what-changed.tsx'

interface PendingItemProps {
  readonly change: PendingChange
  /** One that was sealed is so only while something is being sent. */
  readonly isOnItsWay: boolean
  /** Opens the dialog of a conflict; the same function every time, or every entry is drawn again. */
  readonly onResolve: (change: PendingChange) => void
}

/** One waiting change: what it is, why it waits, what can be done. Out of several hundred only those in view are laid out. */
export const PendingItem = memo(function PendingItem({ change, isOnItsWay, onResolve }: PendingItemProps) {
  const nameId = useId()
  const reason = useHolders(change)
  const [failure, setFailure] = useState<string>()
  return (
    <li
      aria-labelledby={nameId}
      data-entry={change.key}
      tabIndex={-1}
      className="group relative rounded-card border border-line bg-card p-3 [contain-intrinsic-size:auto_9rem] [content-visibility:auto]"
    >
      <p id={nameId} className="group-has-[.dismiss]:pe-8">
        <strong className="block font-semibold">
          <bdi>{change.label}</bdi>
        </strong>{' '}
        <span className="block text-15 text-muted first-letter:uppercase">{operationText(change)}</span>
      </p>
      <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-13 text-muted">
        <Mark change={change} isOnItsWay={isOnItsWay} />
        <span>{timeText(change.editedAt)}</span>
        {change.attempts > 0 && (
          <span className="tabular-nums">
            {i18n.t('{attempts, plural, one {# attempt} other {# attempts}}', { attempts: change.attempts })}
          </span>
        )}
      </div>
      {change.waitsFor && (
        <p className="mt-2 text-15">
          {i18n.t('Waits for {model} {label}', {
            model: modelWord(change.waitsFor.model),
            label: change.waitsFor.label,
          })}
        </p>
      )}
      {change.meanwhile && <p className="mt-2 text-15 text-muted">{meanwhileText(change, change.meanwhile)}</p>}
      {reason && (
        <>
          <p className="mt-2 text-15">
            <Reason change={change} reason={reason} />
          </p>
          <WhatChanged change={change} reason={reason} />
          <DownloadButton change={change} reason={reason} nameId={nameId} />
        </>
      )}
      {change.lastError !== undefined && <p className="mt-1 text-13 text-muted">{attemptText(change.lastError)}</p>}
      {failure !== undefined && (
        <p role="alert" className="mt-2 text-15 text-refused">
          {failure}
        </p>
      )}
      <PendingActions change={change} nameId={nameId} onResolve={() => onResolve(change)} onFailure={setFailure} />
    </li>
  )
})

function Reason({ change, reason }: { change: PendingChange; reason: ParkedReason }) {
  if (reason.kind !== 'refused') return reasonText(change, reason)
  if (reason.code === 'REFERENCED') return <ReferencedText change={change} count={reason.count ?? 1} />
  if (reason.code === 'MISSING_REFERENCE') return <MissingReferenceText change={change} reason={reason} />
  return reasonText(change, reason)
}

function Mark({ change, isOnItsWay }: Pick<PendingItemProps, 'change' | 'isOnItsWay'>) {
  if (change.group === 'review')
    return (
      <StateMark icon="review" tone="needsYou">
        {i18n.t('Needs review')}
      </StateMark>
    )
  if (change.group === 'refused')
    return (
      <StateMark icon="refused" tone="refused">
        {i18n.t('Refused')}
      </StateMark>
    )
  if (isOnItsWay)
    return (
      <StateMark icon="sending" tone="waiting">
        {i18n.t('Sending')}
      </StateMark>
    )
  if (change.state === 'unconfirmed')
    return (
      <StateMark icon="held" tone="waiting">
        {i18n.t('Not confirmed')}
      </StateMark>
    )
  return (
    <StateMark icon={change.state === 'held' ? 'held' : 'onDevice'} tone="waiting">
      {change.state === 'held' ? i18n.t('Waiting') : i18n.t('On this device')}
    </StateMark>
  )
}
