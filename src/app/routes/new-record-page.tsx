import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { Model } from '../../../contract/model.ts'
import { models } from '../../../contract/models/index.ts'
import type { VisibleRow } from '../../sync/core/types.ts'
import { createEnvironment } from '../../sync/environment.ts'
import { handOverSaved } from '../features/record/just-saved.ts'
import { RecordForm } from '../features/record/record-form.tsx'
import { type NewDraft, useNewDraft } from '../features/record/use-new-draft.ts'

// A save opens the record's own page: it is there by then.
void import('./record-page.tsx')

/** `/buildings/new`. The record has its id from the start, so that a draft left by a save that did arrive is known as such. */
export function NewRecordPage() {
  const { model: name = '' } = useParams({ strict: false })
  const model = models.get(name)
  const found = useNewDraft(name)
  return model && found ? <NewRecord key={name} model={model} found={found} /> : null
}

function NewRecord({ model, found: { slot, draft } }: { model: Model; found: NewDraft }) {
  const navigate = useNavigate()
  const [row] = useState<VisibleRow>(() => draft?.seen ?? emptyRow(model))
  return (
    <RecordForm
      model={model}
      row={row}
      isNew
      draft={draft}
      draftId={slot}
      onSaved={(data) => {
        handOverSaved({ ...row, data })
        void navigate({ to: '/$model/$id', params: { model: model.name, id: row.id }, replace: true })
      }}
    />
  )
}

function emptyRow(model: Model): VisibleRow {
  return { model: model.name, id: createEnvironment().newId(), version: 0, data: {}, updatedAt: '', updatedBy: '' }
}
