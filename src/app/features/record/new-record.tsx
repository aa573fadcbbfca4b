import { useState } from 'react'
import type { Model } from '../../../../contract/model.ts'
import type { VisibleRow } from '../../../sync/core/types.ts'
import { createEnvironment } from '../../../sync/environment.ts'
import { FormView } from './form-view.tsx'
import type { Form } from './form.ts'
import { type Apart, type NewDraft, useNewDraft } from './use-new-draft.ts'

interface NewRecordProps {
  readonly model: Model
  /** What its editors hold to begin with, unless a draft is there. */
  readonly start?: Form['typed']
  /** Another record than the one that may have been begun before. */
  readonly apart?: Apart
  readonly onSaved: (row: VisibleRow) => void
}

/** The form of a record that is not there yet. */
export function NewRecord({ model, apart, ...props }: NewRecordProps) {
  const found = useNewDraft(model.name, apart)
  return found ? <OpenNew key={model.name} model={model} found={found} {...props} /> : null
}

/** The record has its id from the start, so that a draft left by a save that did arrive is known as such. */
function OpenNew({ model, start, onSaved, found: { slot, draft } }: NewRecordProps & { found: NewDraft }) {
  const [row] = useState<VisibleRow>(() => draft?.seen ?? emptyRow(model))
  return (
    <FormView
      model={model}
      row={row}
      isNew
      draft={draft}
      start={start}
      draftId={slot}
      onSaved={(data) => onSaved({ ...row, data })}
    />
  )
}

function emptyRow(model: Model): VisibleRow {
  return { model: model.name, id: createEnvironment().newId(), version: 0, data: {}, updatedAt: '', updatedBy: '' }
}
