import { i18n } from '@lingui/core'
import { useNavigate } from '@tanstack/react-router'
import type { Model } from '../../../../contract/model.ts'
import { models } from '../../../../contract/models/index.ts'
import type { PendingChange, Satchel } from '../../../db/local-api.ts'
import { useLive } from '../../hooks/use-live.ts'
import { countText, listText, word } from '../../i18n/show-value.ts'
import { Button } from '../../ui/button.tsx'
import type { ListSearch } from '../list/list-search.ts'
import { usePendingPanel } from '../shell/pending-panel.tsx'

/** `2 leases use this.` */
export function ReferencedText({ change, count }: { change: PendingChange; count: number }) {
  const users = useUsers(change)
  if (users.length === 0)
    return i18n.t('{count, plural, one {# record uses this.} other {# records use this.}}', { count })
  const total = users.reduce((sum, user) => sum + user.total, 0)
  return i18n.t('{total, plural, one {{names} uses this.} other {{names} use this.}}', {
    total,
    names: listText(users.map((user) => countText(user.model, user.total))),
  })
}

/** A delete was refused because other records refer to this one: show them, or give the delete up. */
export function ReferencedActions({ change, onKeep }: { change: PendingChange; onKeep: () => void }) {
  const { giveWay } = usePendingPanel()
  const navigate = useNavigate()
  return (
    <>
      {useUsers(change).map(({ model, search }, _, { length }) => (
        <Button
          key={model.name}
          onClick={() => {
            giveWay()
            void navigate({ to: '/$model', params: { model: model.name }, search })
          }}
        >
          {length === 1 ? i18n.t('Show them') : i18n.t('Show them: {plural}', { plural: word(model.plural) })}
        </Button>
      ))}
      <Button onClick={onKeep}>{i18n.t('Keep the record')}</Button>
    </>
  )
}

interface User {
  readonly model: Model
  readonly search: ListSearch
  readonly total: number
}

function useUsers(change: PendingChange): readonly User[] {
  return useLive(`users ${change.key}`, (satchel) => findUsers(satchel, change))?.value ?? []
}

/** Which lists have records that refer to this one. */
async function findUsers(satchel: Satchel, { model, id }: PendingChange): Promise<User[]> {
  const users = await Promise.all(
    models.referrersOf(model).map(async ({ model: referrer, field }) => {
      const { total } = await satchel.localList(referrer.name, { where: { [field]: id }, limit: 1 })
      return { model: referrer, total, search: { filter: `${field}:${id}` } }
    }),
  )
  return users.filter(({ total }) => total > 0)
}
