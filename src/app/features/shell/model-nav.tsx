import { i18n } from '@lingui/core'
import { Link } from '@tanstack/react-router'
import { useId } from 'react'
import type { Model } from '../../../../contract/model.ts'
import { models } from '../../../../contract/models/index.ts'
import type { PendingChange } from '../../../db/local-api.ts'
import { useLive } from '../../hooks/use-live.ts'
import { useRecords } from '../../hooks/use-records.ts'
import { word } from '../../i18n/show-value.ts'
import { StateMark } from '../../ui/state-mark.tsx'
import { recordMark } from '../list/record-mark.ts'
import { usePendingPanel } from './pending-panel.tsx'

/** The models: large with their counts on the home screen, a row of tabs on the others. */
export function ModelNav({ look }: { look: 'cards' | 'tabs' }) {
  const Item = look === 'cards' ? Card : Tab
  return (
    <nav aria-label={i18n.t('Models')}>
      <ul
        className={
          look === 'cards'
            ? 'grid gap-3 p-4 sm:grid-cols-2 lg:grid-cols-3'
            : 'flex gap-1 overflow-x-auto px-1 [scrollbar-width:none]'
        }
      >
        {models.all.map((model) => (
          <Item key={model.name} model={model} />
        ))}
      </ul>
    </nav>
  )
}

function Tab({ model }: { model: Model }) {
  const { giveWay } = usePendingPanel()
  return (
    <li className="shrink-0">
      <Link
        to="/$model"
        params={{ model: model.name }}
        onClick={giveWay}
        className="flex min-h-11 items-center whitespace-nowrap border-b-2 border-transparent px-3 text-15 text-muted data-[status=active]:border-accent data-[status=active]:font-semibold data-[status=active]:text-accent"
      >
        {word(model.plural)}
      </Link>
    </li>
  )
}

function Card({ model }: { model: Model }) {
  const countId = useId()
  const total = useRecords(model.name, { limit: 1 })?.total
  const waiting = useLive('waiting', (satchel) => satchel.pendingChanges())?.value.filter(
    (change) => change.model === model.name,
  )
  return (
    <li className="relative flex min-h-16 flex-wrap items-center justify-between gap-x-4 rounded-card border border-line bg-card px-4 py-3">
      <Link
        to="/$model"
        params={{ model: model.name }}
        aria-describedby={countId}
        className="font-semibold after:absolute after:inset-0 after:rounded-card focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent"
      >
        {word(model.plural)}
      </Link>
      <span
        id={countId}
        className="pointer-events-none flex flex-wrap items-center justify-end gap-x-3 gap-y-1 text-15 text-muted tabular-nums"
      >
        {waiting && waiting.length > 0 && <Waiting changes={waiting} />}{' '}
        {total !== undefined && i18n.t('{total, plural, one {# record} other {# records}}', { total })}
      </span>
    </li>
  )
}

/** How many of a model's records are not on the server, with the most urgent of what is true. */
function Waiting({ changes }: { changes: readonly PendingChange[] }) {
  const groups = new Set(changes.map(({ group }) => group))
  const { icon, tone } = recordMark(groups.has('refused') ? 'refused' : groups.has('review') ? 'review' : 'pending')
  return (
    <StateMark icon={icon} tone={tone}>
      {i18n.t('{count} pending', { count: changes.length })}
    </StateMark>
  )
}
