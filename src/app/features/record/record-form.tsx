import type { Model } from '../../../../contract/model.ts'
import type { VisibleRow } from '../../../sync/core/types.ts'
import { ExistingRecord } from './existing-record.tsx'
import type { Form } from './form.ts'
import { NewRecord } from './new-record.tsx'

export interface RecordFormProps {
  readonly model: Model
  /** Which record; without it the form is a new one's. */
  readonly id?: string | undefined
  /** Of a new record: what its editors hold to begin with, by field. */
  readonly start?: Form['typed']
  /** A save of a new record is safe on this device. */
  readonly onCreated?: (row: VisibleRow) => void
  /** It was deleted on this device, which can be undone. */
  readonly onDeleted?: () => void
}

/**
 * A record as its form, made of its model alone: editors by kind of field, validation, drafts that survive a kill, what others
 * change meanwhile, Save, Delete and History.
 *
 *     <RecordForm model={buildings} id={id} onDeleted={close} />
 *     <RecordForm model={buildings} start={{ status: 'planned' }} onCreated={(row) => open(row.id)} />
 *
 * It fills a flex column and scrolls inside. Needs a `SatchelProvider` above, and the app's router for its links.
 */
export function RecordForm({ model, id, start, onCreated, onDeleted }: RecordFormProps) {
  return id === undefined ? (
    <NewRecord model={model} {...(start && { start })} onSaved={(row) => onCreated?.(row)} />
  ) : (
    <ExistingRecord model={model} id={id} onDeleted={() => onDeleted?.()} />
  )
}
