import { i18n } from '@lingui/core'
import { useState } from 'react'
import { models } from '../../../../contract/models/index.ts'
import type { PendingChange } from '../../../db/local-api.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { operationText } from '../pending/operation-text.ts'
import { MergeForm } from './merge-form.tsx'
import { DeletedMeanwhile, NothingLeft } from './meanwhile.tsx'
import { useHolders } from './use-holders.ts'
import { type ConflictOutcome, useStoredChoices } from './use-merge.ts'

export interface ConflictDialogProps {
  /** A change whose `reason` is a conflict. Pass the newest from `pendingChanges()`, so that the dialog follows what moves. */
  readonly change: PendingChange
  /** A decision was applied before, and the change has come back as a conflict: every field that is asked says so. */
  readonly isAgain?: boolean
  /** `applied`: the decision is stored on this device. `cancelled`: nothing has changed. */
  readonly onClose: (outcome: ConflictOutcome) => void
}

/**
 * The merge screen for any model: what a field was, mine, theirs, field by field. It asks about the fields in conflict, lists folded
 * those that merged by themselves, and shows the whole result with what is wrong with it. The decision is stored on this device, and
 * sent when the server can be reached. What is chosen survives a kill of the app until it is applied. Needs a `SatchelProvider` above
 * it.
 *
 * ```tsx
 * {change.reason?.kind === 'conflict' && <ConflictDialog change={change} onClose={close} />}
 * ```
 *
 * While it is open the other side may move: a field that was changed again is asked again, the other choices stay. If the record is
 * deleted there, or somebody else has decided meanwhile, the dialog says so.
 */
export function ConflictDialog({ change, isAgain = false, onClose }: ConflictDialogProps) {
  const [applying, setApplying] = useState<PendingChange>()
  const now = applying ?? change
  const stored = useStoredChoices(now.key)
  const reason = useHolders(now)
  const model = models.get(now.model)
  const cancel = () => onClose('cancelled')
  if (!stored) return null
  const body = () => {
    if (model && reason?.kind === 'conflict' && now.op === 'update') {
      const options = { model, change: now, conflict: reason, stored, isAgain, onApplying: setApplying, onClose }
      return <MergeForm key={now.key} {...options} />
    }
    if (reason?.kind === 'deleted')
      return <DeletedMeanwhile change={now} by={reason.by} onApplying={setApplying} onClose={onClose} />
    return <NothingLeft onClose={cancel} />
  }
  return (
    <Dialog title={i18n.t('Resolve conflict: {operation}', { operation: operationText(now) })} onClose={cancel}>
      {body()}
    </Dialog>
  )
}
