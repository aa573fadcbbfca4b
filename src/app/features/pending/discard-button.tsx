import { i18n } from '@lingui/core'
import { useState } from 'react'
import type { PendingChange } from '../../../db/local-api.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'

interface DiscardButtonProps {
  readonly text: string
  readonly disabled: boolean
  /** Changes that could not stay without this one: the person is asked about them. */
  readonly dependents: readonly PendingChange[]
  readonly onDiscard: () => void
}

/** Takes a waiting change back. */
export function DiscardButton({ text, disabled, dependents, onDiscard }: DiscardButtonProps) {
  const [asking, setAsking] = useState(false)
  return (
    <>
      <Button look="danger" disabled={disabled} onClick={() => (dependents.length > 0 ? setAsking(true) : onDiscard())}>
        {text}
      </Button>
      {asking && (
        <ConfirmDialog
          title={text}
          text={dependentsText(dependents)}
          action={i18n.t('Discard all')}
          onCancel={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false)
            onDiscard()
          }}
        />
      )}
    </>
  )
}

function dependentsText(dependents: readonly PendingChange[]): string {
  return i18n.t(
    '{count, plural, one {# more change needs this record and would be discarded with it: {names}.} other {# more changes need this record and would be discarded with it: {names}.}}',
    { count: dependents.length, names: dependents.map(({ label }) => label).join(', ') },
  )
}
