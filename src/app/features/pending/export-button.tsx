import { i18n } from '@lingui/core'
import { useState } from 'react'
import { useSatchel } from '../../hooks/satchel-context.ts'
import { Button } from '../../ui/button.tsx'
import { announce } from '../shell/announcements.ts'
import { downloadExports } from './download-exports.ts'

interface ExportButtonProps {
  readonly text?: string
  /** Says what was saved: in a dialog in its own live region, for the app's is silent behind it. */
  readonly tell?: (text: string) => void
}

/**
 * Saves everything that waits, drafts included, as a file that "Import" reads on this or another device. Nothing is taken out of
 * the outbox. Needs no network, and reads record by record where the storage is damaged.
 */
export function ExportButton({ text = i18n.t('Export all'), tell = announce }: ExportButtonProps) {
  const satchel = useSatchel()
  const [failure, setFailure] = useState<string>()
  const save = async () => {
    setFailure(undefined)
    tell(downloadExports([await satchel.exportAll()]))
  }
  return (
    <>
      <Button
        onClick={() =>
          void save().catch((cause: unknown) =>
            setFailure(i18n.t('Nothing could be read from this device’s storage: {cause}', { cause: String(cause) })),
          )
        }
      >
        {text}
      </Button>
      {failure !== undefined && (
        <p role="alert" className="w-full text-15 text-refused">
          {failure}
        </p>
      )}
    </>
  )
}
