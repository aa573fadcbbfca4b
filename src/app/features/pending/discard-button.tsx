import { i18n } from '@lingui/core'
import { X } from 'lucide-react'
import { useState } from 'react'
import type { PendingChange } from '../../../db/local-api.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'

interface DiscardButtonProps {
  readonly text: string
  /** An icon without its words. */
  readonly isSmall: boolean
  readonly disabled: boolean
  /** Changes that could not stay without this one: the person is asked about them. */
  readonly findChildren: () => Promise<readonly PendingChange[]>
  readonly onDiscard: (children: readonly PendingChange[]) => void
}

/** Takes a waiting change back. */
export function DiscardButton({ text, isSmall, disabled, findChildren, onDiscard }: DiscardButtonProps) {
  const [asked, setAsked] = useState<readonly PendingChange[]>()
  const ask = async () => {
    // Gone by now: discarding tells.
    const children = await findChildren().catch(() => [])
    if (children.length > 0) setAsked(children)
    else onDiscard([])
  }
  return (
    <>
      {isSmall ? (
        <Button
          look="muted"
          className="dismiss absolute end-0 top-0"
          aria-label={text}
          title={text}
          disabled={disabled}
          onClick={() => void ask()}
        >
          <X aria-hidden="true" size={20} />
        </Button>
      ) : (
        <Button look="muted" className="px-1 sm:px-2" disabled={disabled} onClick={() => void ask()}>
          {text}
        </Button>
      )}
      {asked && (
        <ConfirmDialog
          title={text}
          text={childrenText(asked)}
          action={i18n.t('Discard all')}
          onCancel={() => setAsked(undefined)}
          onConfirm={() => {
            setAsked(undefined)
            onDiscard(asked)
          }}
        />
      )}
    </>
  )
}

function childrenText(children: readonly PendingChange[]): string {
  return i18n.t(
    '{count, plural, one {# more change needs this record and would be discarded with it: {names}.} other {# more changes need this record and would be discarded with it: {names}.}}',
    { count: children.length, names: children.map(({ label }) => label).join(', ') },
  )
}
