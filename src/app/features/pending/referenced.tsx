import { i18n } from '@lingui/core'
import { useNavigate } from '@tanstack/react-router'
import type { PendingChange } from '../../../db/local-api.ts'
import { useReferrers } from '../../hooks/use-referrers.ts'
import { word } from '../../i18n/show-value.ts'
import { Button } from '../../ui/button.tsx'
import { usersText } from '../record/users-text.ts'
import { usePendingPanel } from '../shell/pending-panel.tsx'

/** `2 leases use this.` */
export function ReferencedText({ change, count }: { change: PendingChange; count: number }) {
  const users = useReferrers(change.model, change.id)
  if (users.length === 0)
    return i18n.t('{count, plural, one {# record uses this.} other {# records use this.}}', { count })
  return usersText(users)
}

/** A delete was refused because other records refer to this one: show them, or give the delete up. */
export function ReferencedActions({ change, onKeep }: { change: PendingChange; onKeep: () => void }) {
  const { giveWay } = usePendingPanel()
  const navigate = useNavigate()
  return (
    <>
      {useReferrers(change.model, change.id).map(({ model, field }, _, { length }) => (
        <Button
          key={`${model.name} ${field}`}
          onClick={() => {
            giveWay()
            void navigate({ to: '/$model', params: { model: model.name }, search: { filter: `${field}:${change.id}` } })
          }}
        >
          {length === 1 ? i18n.t('Show them') : i18n.t('Show them: {plural}', { plural: word(model.plural) })}
        </Button>
      ))}
      <Button onClick={onKeep}>{i18n.t('Keep the record')}</Button>
    </>
  )
}
