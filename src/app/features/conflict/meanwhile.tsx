import { i18n } from '@lingui/core'
import { useState } from 'react'
import type { PendingChange } from '../../../db/local-api.ts'
import { useSatchel } from '../../hooks/satchel-context.ts'
import { Button } from '../../ui/button.tsx'
import { deletedText } from '../pending/reason-text.ts'
import { announce } from '../shell/announcements.ts'
import type { ConflictOutcome } from './use-merge.ts'

interface DeletedMeanwhileProps {
  readonly change: PendingChange
  readonly by: string
  /** The decision is being stored, or could not be. */
  readonly onApplying: (change: PendingChange | undefined) => void
  readonly onClose: (outcome: ConflictOutcome) => void
}

/** The record was deleted while the person was deciding about its fields: another question, in the same place. */
export function DeletedMeanwhile({ change, by, onApplying, onClose }: DeletedMeanwhileProps) {
  const satchel = useSatchel()
  const [failure, setFailure] = useState<string>()
  const act = (work: () => Promise<void>, told: string) => {
    onApplying(change)
    const done = async () => {
      await work()
      announce(told)
      onClose('applied')
    }
    void done().catch((cause: unknown) => {
      onApplying(undefined)
      setFailure(cause instanceof Error ? cause.message : String(cause))
    })
  }
  return (
    <>
      <p role="status">{deletedText(by)}</p>
      {failure !== undefined && (
        <p role="alert" className="mt-3 text-15 text-refused">
          {i18n.t('That did not work: {message}', { message: failure })}
        </p>
      )}
      <div className="mt-4 flex flex-wrap justify-end gap-2">
        <Button onClick={() => onClose('cancelled')}>{i18n.t('Cancel')}</Button>
        <Button
          look="muted"
          className="px-1 sm:px-2"
          onClick={() => act(() => satchel.discard(change.key), i18n.t('Discarded'))}
        >
          {i18n.t('Discard my changes')}
        </Button>
        <Button
          look="primary"
          onClick={() =>
            act(() => satchel.resolveConflict(change.key, { kind: 'insist' }), i18n.t('Saved on this device'))
          }
        >
          {i18n.t('Restore with my changes')}
        </Button>
      </div>
    </>
  )
}

/** Decided in another window, or dissolved by itself. */
export function NothingLeft({ onClose }: { onClose: () => void }) {
  return (
    <>
      <p role="status">{i18n.t('There is nothing left to decide here.')}</p>
      <div className="mt-4 flex justify-end">
        <Button look="primary" onClick={onClose}>
          {i18n.t('Close')}
        </Button>
      </div>
    </>
  )
}
