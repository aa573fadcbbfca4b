import { i18n } from '@lingui/core'
import type { PendingChange } from '../../../db/local-api.ts'
import type { ParkedReason } from '../../../sync/core/types.ts'
import { useSatchel } from '../../hooks/satchel-context.ts'
import { Button } from '../../ui/button.tsx'
import { downloadVersions } from '../conflict/download-versions.ts'

interface DownloadButtonProps {
  readonly change: PendingChange
  readonly reason: ParkedReason
  /** Of the element that names the change. */
  readonly nameId: string
}

/** Saves what is here and what the server has of a change that needs a person, whatever becomes of it. */
export function DownloadButton({ change, reason, nameId }: DownloadButtonProps) {
  const satchel = useSatchel()
  const save = async () => {
    // That it cannot be read is no reason to keep back what is known.
    const row = await satchel.serverRow(change.model, change.id).catch(() => undefined)
    downloadVersions(change, reason, row)
  }
  return (
    <Button look="quiet" className="-ms-3 mt-1 sm:-ms-4" aria-describedby={nameId} onClick={() => void save()}>
      {i18n.t('Download both versions')}
    </Button>
  )
}
