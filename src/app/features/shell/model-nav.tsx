import { i18n } from '@lingui/core'
import { Link, useMatchRoute } from '@tanstack/react-router'
import { ChevronRight } from 'lucide-react'
import { useEffect, useId, useRef } from 'react'
import type { Model } from '../../../../contract/model.ts'
import { models } from '../../../../contract/models/index.ts'
import type { PendingCounts, RecordState } from '../../../db/local-api.ts'
import { useRecords } from '../../hooks/use-records.ts'
import { useSync } from '../../hooks/use-sync.tsx'
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
            ? '@container grid grid-cols-1 gap-3 p-4 sm:grid-cols-2 lg:grid-cols-3'
            : 'flex gap-1 max-sm:gap-0 overflow-x-auto px-1 [scrollbar-width:none] lg:flex-col lg:overflow-visible lg:p-2'
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
  const isHere = useMatchRoute()({ to: '/$model', params: { model: model.name }, fuzzy: true }) !== false
  const tab = useRef<HTMLLIElement>(null)
  // The row may be wider than the screen.
  useEffect(() => {
    if (isHere) tab.current?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' })
  }, [isHere])
  return (
    <li ref={tab} className="shrink-0 max-lg:scroll-mx-10">
      <Link
        to="/$model"
        params={{ model: model.name }}
        onClick={giveWay}
        className="tab flex min-h-11 items-center border-b-2 border-transparent px-3 max-sm:px-2 text-15 whitespace-nowrap text-muted data-[status=active]:border-accent data-[status=active]:font-semibold data-[status=active]:text-accent lg:rounded-input lg:border-b-0 lg:data-[status=active]:bg-tint"
      >
        {word(model.plural)}
      </Link>
    </li>
  )
}

function Card({ model }: { model: Model }) {
  const countId = useId()
  const total = useRecords(model.name, { limit: 1 })?.total
  const { lastSuccess, pendingOf } = useSync()
  const waiting = pendingOf[model.name]
  // Before the first sync nobody knows that there are none.
  const isKnown = total !== undefined && (total > 0 || lastSuccess !== undefined)
  return (
    <li className="relative flex min-h-20 items-center gap-[16px] rounded-card border border-line bg-card px-[16px] py-3 hover:border-edge">
      <Monogram text={word(model.plural)} />
      <div className="whole-words flex-1">
        <Link
          to="/$model"
          params={{ model: model.name }}
          aria-describedby={countId}
          className="font-semibold after:absolute after:inset-0 after:rounded-card focus-visible:outline-none focus-visible:after:outline-3 focus-visible:after:outline-accent"
        >
          {word(model.plural)}
        </Link>
        <p id={countId} className="flex min-h-6 flex-wrap items-center gap-x-2 gap-y-1 text-15 text-muted tabular-nums">
          {isKnown && i18n.t('{total, plural, one {# record} other {# records}}', { total })}{' '}
          {waiting && <Waiting {...waiting} />}
        </p>
      </div>
      <ChevronRight aria-hidden="true" size={20} className="shrink-0 text-muted rtl:rotate-180" />
    </li>
  )
}

/** A model has no picture of its own: its first letter stands for it. */
function Monogram({ text }: { text: string }) {
  const [letter = ''] = text.replace(ARTICLE, '')
  return (
    <span
      aria-hidden="true"
      className="grid size-[44px] shrink-0 @max-[11rem]:hidden place-items-center rounded-input bg-tint text-20 font-semibold text-accent"
    >
      {letter}
    </span>
  )
}

/** Arabic plurals begin with it, all of them. */
const ARTICLE = /^ال/

/** How many of a model's records are not on the server, each state in its own words and colour, the most urgent first. */
function Waiting({ pending, review, refused }: PendingCounts) {
  const calm = pending - review - refused
  return (
    <>
      <Count state="refused" count={refused} text={i18n.t('{count, number} refused', { count: refused })} />{' '}
      <Count
        state="review"
        count={review}
        text={i18n.t('{count, plural, one {# needs review} other {# need review}}', { count: review })}
      />{' '}
      <Count state="pending" count={calm} text={i18n.t('{count, number} pending', { count: calm })} />
    </>
  )
}

function Count({ state, count, text }: { state: RecordState; count: number; text: string }) {
  const { icon, tone } = recordMark(state)
  if (count === 0) return null
  return (
    <StateMark icon={icon} tone={tone}>
      {text}
    </StateMark>
  )
}
