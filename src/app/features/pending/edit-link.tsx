import { Link } from '@tanstack/react-router'
import type { PendingChange } from '../../../db/local-api.ts'
import { buttonLook } from '../../ui/button.tsx'
import { usePendingPanel } from '../shell/pending-panel.tsx'

/** Opens the record's form; the region gives way to it. */
export function EditLink({ change, text }: { change: PendingChange; text: string }) {
  const { close } = usePendingPanel()
  return (
    <Link
      to="/$model/$id"
      params={{ model: change.model, id: change.id }}
      onClick={close}
      className={buttonLook('secondary')}
    >
      {text}
    </Link>
  )
}
