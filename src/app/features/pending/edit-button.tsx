import { useNavigate } from '@tanstack/react-router'
import type { PendingChange } from '../../../db/local-api.ts'
import { Button } from '../../ui/button.tsx'
import { usePendingPanel } from '../shell/pending-panel.tsx'

/** Opens the record's form; the region gives way to it where there is no room for both. */
export function EditButton({ change: { model, id }, text }: { change: PendingChange; text: string }) {
  const { giveWay } = usePendingPanel()
  const navigate = useNavigate()
  const open = () => {
    giveWay()
    void navigate({ to: '/$model/$id', params: { model, id } })
  }
  return <Button onClick={open}>{text}</Button>
}
