import type { Model } from '../../../../contract/model.ts'
import type { VisibleRow } from '../../../sync/core/types.ts'
import { ExistingRecord } from './existing-record.tsx'
import type { Form } from './form.ts'
import { NewRecord } from './new-record.tsx'

export interface RecordFormProps {
  readonly model: Model
  /** Which record; without it the form is a new one's. */
  readonly id?: string | undefined
  /**
   * Of a new record: what its editors hold to begin with, by field, as a person would type it: numbers and amounts as text
   * (`'12.50'`), a choice by its key, choices as a list of keys, a reference by its record's id. A draft that is there comes first.
   */
  readonly start?: Form['typed']
  /** A new record is safe on this device; `row.id` is the id it keeps. */
  readonly onCreated?: (row: VisibleRow) => void
  /** The record was deleted on this device, which the person may still undo. */
  readonly onDeleted?: () => void
}

/**
 * A record as its form, made of its model alone: editors by kind of field, validation, drafts that survive a kill, what others
 * change meanwhile, Save, Delete and History. A save that fails is said in the form, which keeps what was typed; a record that is
 * not there says so.
 *
 *     <RecordForm model={buildings} id={id} onDeleted={close} />
 *     <RecordForm model={buildings} start={{ status: 'planned' }} onCreated={(row) => open(row.id)} />
 *
 * It fills a flex column and scrolls inside. Needs a `SatchelProvider` above it, and the app's router for its links.
 */
export function RecordForm({ model, id, start, onCreated, onDeleted }: RecordFormProps) {
  return id === undefined ? (
    <NewRecord model={model} {...(start && { start })} onSaved={(row) => onCreated?.(row)} />
  ) : (
    <ExistingRecord model={model} id={id} onDeleted={() => onDeleted?.()} />
  )
}
