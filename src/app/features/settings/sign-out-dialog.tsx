import { i18n } from '@lingui/core'
import { useState } from 'react'
import { useSatchel } from '../../hooks/satchel-context.ts'
import { useIsSending } from '../../hooks/use-sync.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ExportButton } from '../pending/export-button.tsx'
import { useSession } from '../session/session-context.ts'

/** Signing out with unsent work: stay, export, or discard by typing the word. Never silently. */
export function SignOutDialog({ pending, onClose }: { pending: number; onClose: () => void }) {
  const satchel = useSatchel()
  const { signOut } = useSession()
  const isSending = useIsSending()
  const [typed, setTyped] = useState('')
  const [failure, setFailure] = useState<string>()
  const [saved, setSaved] = useState('')
  const word = i18n.t('discard')
  const isTyped = typed.trim().toLocaleLowerCase(i18n.locale) === word
  const discardAndLeave = async () => {
    await satchel.discardEverything()
    await signOut()
  }
  return (
    <Dialog title={i18n.t('Sign out with unsent work?')} onClose={onClose}>
      <p>
        {i18n.t(
          '{pending, plural, one {# record is not on the server yet.} other {# records are not on the server yet.}}',
          { pending },
        )}
      </p>
      <label className="mt-4 block text-15">
        {i18n.t('To discard this work for good, type “{word}”', { word })}
        <input
          className="field-input mt-1"
          value={typed}
          autoComplete="off"
          onChange={(event) => setTyped(event.target.value)}
        />
      </label>
      {failure !== undefined && (
        <p role="alert" className="mt-2 text-15 text-refused">
          {failure}
        </p>
      )}
      <p role="status" className="mt-2 text-15 empty:mt-0">
        {saved}
      </p>
      <div className="mt-4 flex flex-wrap justify-end gap-2">
        <Button look="primary" onClick={onClose}>
          {i18n.t('Stay')}
        </Button>
        <ExportButton text={i18n.t('Export')} tell={setSaved} />
        <Button
          look="danger"
          disabled={!isTyped}
          onClick={() =>
            void discardAndLeave().catch(() =>
              setFailure(
                isSending
                  ? i18n.t('Some changes are being sent just now. Try again in a moment.')
                  : i18n.t('Some changes were sent and not answered yet. Discard them once the server can be reached.'),
              ),
            )
          }
        >
          {i18n.t('Discard and sign out')}
        </Button>
      </div>
    </Dialog>
  )
}
