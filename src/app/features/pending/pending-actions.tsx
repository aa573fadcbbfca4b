import { i18n } from '@lingui/core'
import type { ReactNode } from 'react'
import type { PendingChange } from '../../../db/local-api.ts'
import { EntryInFlight } from '../../../sync/errors.ts'
import { useSatchel } from '../../hooks/satchel-context.ts'
import { Button } from '../../ui/button.tsx'
import { announce } from '../shell/announcements.ts'
import { awaitBack } from './came-back.ts'
import { DiscardButton } from './discard-button.tsx'
import { EditButton } from './edit-button.tsx'
import { MissingReferenceActions } from './missing-reference.tsx'
import { ReferencedActions } from './referenced.tsx'
import { typeAgain } from './undo-discard.ts'
import { useConfirm } from './use-confirm.ts'

interface PendingActionsProps {
  readonly change: PendingChange
  /** The id of the element that names the change: it describes the buttons whose name is the same in every entry. */
  readonly nameId: string
  /** Opens the dialog of a conflict. */
  readonly onResolve: () => void
  /** Called with what to tell the person; undefined takes it back. */
  readonly onFailure: (text: string | undefined) => void
}

/** What a person can do about one waiting change. */
export function PendingActions({ change, nameId, onResolve, onFailure }: PendingActionsProps) {
  const satchel = useSatchel()
  const act = (work: () => Promise<void>) => {
    onFailure(undefined)
    void work().catch((cause: unknown) => onFailure(failureText(cause)))
  }
  const discard = (children: readonly PendingChange[] = []) =>
    act(async () => {
      await satchel.discard(change.key, { withChildren: children.length > 0 })
      const text = change.op === 'delete' ? i18n.t('The record is kept') : i18n.t('Discarded')
      // A deletion that was taken back is not typed again by one tap, nor are several changes.
      if (change.op === 'delete' || children.length > 0) announce(text)
      else announce(text, { undo: () => void undo().catch((cause: unknown) => announce(failureText(cause))) })
    })
  const undo = async () => {
    awaitBack(change)
    await typeAgain(satchel, change).catch((cause: unknown) => {
      awaitBack(undefined)
      throw cause
    })
    announce(i18n.t('Saved on this device'))
  }
  const discardButton = (text: string, isSmall = false) => (
    <DiscardButton
      text={text}
      isSmall={isSmall}
      disabled={change.state === 'sending'}
      findChildren={() => satchel.childrenOf(change.key)}
      onDiscard={discard}
    />
  )
  const discardText = i18n.t('Discard {label}', { label: change.label })
  const answers = answersTo(change, {
    insist: () => act(() => satchel.resolveConflict(change.key, { kind: 'insist' })),
    keep: () => discard(),
    discardMine: discardButton(i18n.t('Discard my changes')),
  })
  return (
    <div className="mt-3 flex flex-wrap gap-2">
      {answers ?? <Steps change={change} nameId={nameId} act={act} onResolve={onResolve} />}
      {/* An answer says in its own words what discarding does; beside "Delete anyway" the word could be taken for the deletion. */}
      {discardButton(discardText, answers !== undefined)}
    </div>
  )
}

interface AnswersTo {
  readonly insist: () => void
  readonly keep: () => void
  readonly discardMine: ReactNode
}

/** The two answers to a question about a whole record, of which one gives the change up; undefined for anything else. */
function answersTo(change: PendingChange, { insist, keep, discardMine }: AnswersTo): ReactNode | undefined {
  const { op, reason } = change
  if (reason?.kind === 'deleted')
    return (
      <>
        <Button onClick={insist}>{i18n.t('Restore with my changes')}</Button>
        {discardMine}
      </>
    )
  if (reason?.kind === 'conflict' && op === 'delete')
    return (
      <>
        <Button onClick={insist}>{i18n.t('Delete anyway')}</Button>
        <Button onClick={keep}>{i18n.t('Keep the record')}</Button>
      </>
    )
  if (reason?.kind === 'refused' && reason.code === 'REFERENCED')
    return <ReferencedActions change={change} onKeep={keep} />
  return undefined
}

interface StepsProps extends Pick<PendingActionsProps, 'change' | 'nameId' | 'onResolve'> {
  readonly act: (work: () => Promise<void>) => void
}

/** What leads on with a change as it is, or with other values. */
function Steps({ change, nameId, act, onResolve }: StepsProps) {
  const satchel = useSatchel()
  const { reason } = change
  const confirm = useConfirm()
  return (
    <>
      {change.state === 'unconfirmed' && (
        <Button look="primary" aria-describedby={nameId} onClick={() => act(() => confirm([change]))}>
          {i18n.t('Confirm')}
        </Button>
      )}
      {reason?.kind === 'conflict' && (
        <Button look="primary" aria-describedby={nameId} onClick={onResolve}>
          {i18n.t('Resolve')}
        </Button>
      )}
      {reason?.kind === 'refused' && reason.code === 'MISSING_REFERENCE' && (
        <MissingReferenceActions change={change} reason={reason} act={act} />
      )}
      {(reason?.kind === 'failed' || (reason?.kind === 'refused' && reason.code !== 'MISSING_REFERENCE')) && (
        <>
          <Button onClick={() => act(() => satchel.retry(change.key))}>{i18n.t('Try again')}</Button>
          {change.op !== 'delete' && <EditButton change={change} text={i18n.t('Edit')} />}
        </>
      )}
    </>
  )
}

function failureText(cause: unknown): string {
  if (cause instanceof EntryInFlight) return i18n.t('This change is being sent just now. Wait for the answer.')
  return i18n.t('That did not work: {message}', { message: cause instanceof Error ? cause.message : String(cause) })
}
