import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { Model } from '../../../contract/model.ts'
import { models } from '../../../contract/models/index.ts'
import type { Draft } from '../../db/local-api.ts'
import type { VisibleRow } from '../../sync/core/types.ts'
import { createEnvironment } from '../../sync/environment.ts'
import { RecordForm } from '../features/record/record-form.tsx'
import { useDraft } from '../features/record/use-draft.ts'
import { useRecord } from '../hooks/use-record.ts'

// A save opens the record's own page: it is there by then.
void import('./record-page.tsx')

/** `/buildings/new`. The record has its id from the start, so that a draft left by a save that did arrive is known as such. */
export function NewRecordPage() {
  const { model: name = '' } = useParams({ strict: false })
  const model = models.get(name)
  const opened = useDraft(name, NEW)
  if (!model || !opened) return null
  return <Draftable key={opened.key} model={model} draft={opened.draft} />
}

/** Where the draft of a record that is not there yet is kept. No record has this id: it would be a UUID. */
const NEW = 'new'

function Draftable({ model, draft }: { model: Model; draft: Draft | undefined }) {
  const savedAlready = useRecord(model.name, draft?.seen?.id ?? NEW)
  if (savedAlready === undefined) return null
  return <NewRecord model={model} draft={savedAlready === null ? draft : undefined} />
}

function NewRecord({ model, draft }: { model: Model; draft: Draft | undefined }) {
  const navigate = useNavigate()
  const [row] = useState<VisibleRow>(() => draft?.seen ?? emptyRow(model))
  return (
    <RecordForm
      model={model}
      row={row}
      isNew
      draft={draft}
      draftId={NEW}
      onSaved={() => void navigate({ to: '/$model/$id', params: { model: model.name, id: row.id }, replace: true })}
    />
  )
}

function emptyRow(model: Model): VisibleRow {
  return { model: model.name, id: createEnvironment().newId(), version: 0, data: {}, updatedAt: '', updatedBy: '' }
}
