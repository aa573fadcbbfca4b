import { i18n } from '@lingui/core'
import { applyPatch } from '../../../../contract/value.ts'
import type { PendingChange, Satchel } from '../../../db/local-api.ts'
import { EntryInFlight } from '../../../sync/errors.ts'
import { useSatchel } from '../../hooks/satchel-context.ts'
import { Button } from '../../ui/button.tsx'
import { announce } from '../shell/announcements.ts'
import { DiscardButton } from './discard-button.tsx'
import { EditButton } from './edit-button.tsx'
import { MissingReferenceActions } from './missing-reference.tsx'
import { ReferencedActions } from './referenced.tsx'

interface PendingActionsProps {
  readonly change: PendingChange
  /** Of the element that names the change: buttons that have the same name in every entry are described by it. */
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
      announce(
        change.op === 'delete' ? i18n.t('The record is kept') : i18n.t('Discarded'),
        children.length === 0 ? undoOf(satchel, change) : {},
      )
    })
  const insist = () => act(() => satchel.resolveConflict(change.key, { kind: 'insist' }))
  const discardButton = (text: string) => (
    <DiscardButton
      text={text}
      disabled={change.state === 'sending'}
      findChildren={() => satchel.childrenOf(change.key)}
      onDiscard={discard}
    />
  )
  const discardThis = discardButton(i18n.t('Discard {label}', { label: change.label }))
  const actions = () => {
    const { reason } = change
    if (reason?.kind === 'deleted') {
      return (
        <>
          <Button onClick={insist}>{i18n.t('Restore with my changes')}</Button>
          {discardButton(i18n.t('Discard my changes'))}
        </>
      )
    }
    if (reason?.kind === 'conflict' && change.op === 'delete') {
      return <DeleteOrKeep onDelete={insist} onKeep={() => discard()} />
    }
    if (reason?.kind === 'refused' && reason.code === 'REFERENCED') {
      return <ReferencedActions change={change} onKeep={() => discard()} />
    }
    return (
      <>
        {change.state === 'unconfirmed' && (
          <Button look="primary" aria-describedby={nameId} onClick={() => act(() => satchel.confirm([change.key]))}>
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
        {discardThis}
      </>
    )
  }
  return <div className="mt-3 flex flex-wrap gap-2">{actions()}</div>
}

/** Deleted here, changed there. */
function DeleteOrKeep({ onDelete, onKeep }: { onDelete: () => void; onKeep: () => void }) {
  return (
    <>
      <Button onClick={onDelete}>{i18n.t('Delete anyway')}</Button>
      <Button onClick={onKeep}>{i18n.t('Keep the record')}</Button>
    </>
  )
}

/** A create or an edit that nobody else touched can be typed again by the app; a decision about a conflict cannot. */
function undoOf(satchel: Satchel, { op, group, model, id, patch }: PendingChange): { undo?: () => void } {
  if (group === 'review' || op === 'delete') return {}
  const again = async () => {
    const seen = await satchel.localGet(model, id)
    if (seen) await satchel.localUpdate(model, id, patch, { seen })
    else await satchel.localCreate(model, id, applyPatch({}, patch))
    announce(i18n.t('Saved on this device'))
  }
  return { undo: () => void again().catch((cause: unknown) => announce(failureText(cause))) }
}

function failureText(cause: unknown): string {
  if (cause instanceof EntryInFlight) return i18n.t('This change is being sent just now. Wait for the answer.')
  return i18n.t('That did not work: {message}', { message: cause instanceof Error ? cause.message : String(cause) })
}
