import { useNavigate, useParams } from '@tanstack/react-router'
import { models } from '../../../contract/models/index.ts'
import { handOverSaved } from '../features/record/just-saved.ts'
import { RecordForm } from '../features/record/record-form.tsx'

/** `/buildings/new`. A save opens the record's own page. */
export function NewRecordPage() {
  const { model: name = '' } = useParams({ strict: false })
  const model = models.get(name)
  const navigate = useNavigate()
  return model ? (
    <RecordForm
      key={name}
      model={model}
      onCreated={(row) => {
        handOverSaved(row)
        void navigate({ to: '/$model/$id', params: { model: name, id: row.id }, replace: true })
      }}
    />
  ) : null
}
