import { i18n } from '@lingui/core'
import { lazy, Suspense, useState } from 'react'
import type { PendingChange } from '../../../db/local-api.ts'
import { EntryInFlight } from '../../../sync/errors.ts'
import { useSatchel } from '../../hooks/satchel-context.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { EditLink } from './edit-link.tsx'
import { MissingReferenceActions } from './missing-reference.tsx'
import { ReferencedActions } from './referenced.tsx'

interface PendingActionsProps {
  readonly change: PendingChange
  readonly dependents: readonly PendingChange[]
  /** Called with what to tell the person; undefined takes it back. */
  readonly onFailure: (text: string | undefined) => void
}

/** What a person can do about one waiting change. */
export function PendingActions({ change, dependents, onFailure }: PendingActionsProps) {
  const satchel = useSatchel()
  const [resolving, setResolving] = useState(false)
  const [asking, setAsking] = useState(false)
  const act = (work: () => Promise<void>) => {
    onFailure(undefined)
    void work().catch((cause: unknown) => onFailure(failureText(cause)))
  }
  const discard = () => act(() => discardAll(satchel.discard, [...dependents, change]))
  const askOrDiscard = () => (dependents.length > 0 ? setAsking(true) : discard())
  const insist = () => act(() => satchel.resolveConflict(change.key, { kind: 'insist' }))
  const retry = () => act(() => satchel.retry(change.key))
  const { reason } = change

  const discardButton = (text: string) => (
    <Button look="danger" disabled={change.state === 'sending'} onClick={askOrDiscard}>
      {text}
    </Button>
  )
  const discardThis = discardButton(i18n.t('Discard {label}', { label: change.label }))
  return (
    <div className="mt-3 flex flex-wrap gap-2">
      {reason?.kind === 'conflict' && change.op === 'delete' && (
        <>
          <Button onClick={insist}>{i18n.t('Delete anyway')}</Button>
          <Button onClick={discard}>{i18n.t('Keep the record')}</Button>
        </>
      )}
      {reason?.kind === 'conflict' && change.op !== 'delete' && (
        <>
          <Button look="primary" onClick={() => setResolving(true)}>
            {i18n.t('Resolve')}
          </Button>
          {discardThis}
        </>
      )}
      {reason?.kind === 'deleted' && (
        <>
          <Button onClick={insist}>{i18n.t('Restore with my changes')}</Button>
          {discardButton(i18n.t('Discard my changes'))}
        </>
      )}
      {reason?.kind === 'refused' && reason.code === 'REFERENCED' && (
        <ReferencedActions change={change} onKeep={discard} />
      )}
      {reason?.kind === 'refused' && reason.code === 'MISSING_REFERENCE' && (
        <>
          <MissingReferenceActions change={change} reason={reason} act={act} />
          {discardThis}
        </>
      )}
      {(reason?.kind === 'failed' || (reason?.kind === 'refused' && !OWN_ACTIONS.has(reason.code))) && (
        <>
          <Button onClick={retry}>{i18n.t('Try again')}</Button>
          {change.op !== 'delete' && <EditLink change={change} text={i18n.t('Edit')} />}
          {discardThis}
        </>
      )}
      {reason === undefined && discardThis}
      {resolving && (
        <Suspense>
          <ConflictDialog change={change} onClose={() => setResolving(false)} />
        </Suspense>
      )}
      {asking && (
        <ConfirmDialog
          title={i18n.t('Discard {label}', { label: change.label })}
          text={dependentsText(dependents)}
          action={i18n.t('Discard all')}
          onCancel={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false)
            discard()
          }}
        />
      )}
    </div>
  )
}

const ConflictDialog = lazy(async () => ({ default: (await import('../conflict/conflict-dialog.tsx')).ConflictDialog }))

/** Refusals with buttons of their own. */
const OWN_ACTIONS: ReadonlySet<string> = new Set(['REFERENCED', 'MISSING_REFERENCE'])

/** Children first: none is ever without its parent. */
async function discardAll(discard: (entry: number) => Promise<void>, changes: readonly PendingChange[]): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- in order
  for (const { key } of changes) await discard(key)
}

function dependentsText(dependents: readonly PendingChange[]): string {
  return i18n.t(
    '{count, plural, one {# more change needs this record and would be discarded with it: {names}.} other {# more changes need this record and would be discarded with it: {names}.}}',
    { count: dependents.length, names: dependents.map(({ label }) => label).join(', ') },
  )
}

function failureText(cause: unknown): string {
  if (cause instanceof EntryInFlight) return i18n.t('This change is being sent just now. Wait for the answer.')
  return i18n.t('That did not work: {message}', { message: cause instanceof Error ? cause.message : String(cause) })
}
