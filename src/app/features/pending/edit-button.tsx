import { useNavigate } from '@tanstack/react-router'
import type { PendingChange } from '../../../db/local-api.ts'
import { models } from '../../../../contract/models/index.ts'
import { Button } from '../../ui/button.tsx'
import { wishFocus } from '../record/focus-wish.ts'
import { usePendingPanel } from '../shell/pending-panel.tsx'

/** Opens the record's form at the first field that was refused; the region gives way to it where there is no room for both. */
export function EditButton({ change: { model, id, reason }, text }: { change: PendingChange; text: string }) {
  const { giveWay } = usePendingPanel()
  const navigate = useNavigate()
  const open = () => {
    const refused = reason?.kind === 'refused' ? reason.fields : {}
    const fields = Object.keys(models.get(model)?.fields ?? {})
    const field = fields.find((name) => Object.hasOwn(refused, name)) ?? fields[0]
    if (field !== undefined) wishFocus({ model, id, field })
    giveWay()
    void navigate({ to: '/$model/$id', params: { model, id } })
  }
  return <Button onClick={open}>{text}</Button>
}
