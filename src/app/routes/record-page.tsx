import { useNavigate, useParams } from '@tanstack/react-router'
import { models } from '../../../contract/models/index.ts'
import { RecordForm } from '../features/record/record-form.tsx'

/** `/buildings/0198…`: a record as its form. */
export function RecordPage() {
  const { model: name = '', id = '' } = useParams({ strict: false })
  const model = models.get(name)
  const navigate = useNavigate()
  return model ? (
    <RecordForm
      model={model}
      id={id}
      onDeleted={() => void navigate({ to: '/$model', params: { model: name }, search: (now) => now })}
    />
  ) : null
}
