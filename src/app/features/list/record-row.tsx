import { i18n } from '@lingui/core'
import { Link } from '@tanstack/react-router'
import { subtitleOf } from '../../../../contract/label.ts'
import type { Model } from '../../../../contract/model.ts'
import type { Data } from '../../../../contract/value.ts'
import type { ListItem, RecordState } from '../../../db/local-api.ts'
import { titleIn, useTitles } from '../../hooks/use-title.ts'
import { showValue } from '../../i18n/show-value.ts'
import { type MarkIcon, StateMark, type Tone } from '../../ui/state-mark.tsx'

/** One line of a list; the whole row is the target. */
export function RecordRow({ model, item }: { model: Model; item: ListItem }) {
  const show = showValue(titleIn(useTitles(model, subtitleData(model, item))))
  const { icon, tone, text } = recordMark(item.state)
  return (
    <Link
      to="/$model/$id"
      params={{ model: model.name, id: item.id }}
      search={(now) => now}
      className="flex h-full items-center gap-3 px-4 data-[status=active]:bg-tint"
    >
      <span className="min-w-0 flex-1">
        <span className="block truncate font-semibold">{item.title}</span>{' '}
        <span className="block truncate text-15 text-muted">{subtitleOf(model, item.shown, show)}</span>
      </span>{' '}
      <StateMark icon={icon} tone={tone}>
        {text}
      </StateMark>
    </Link>
  )
}

/** Without the title's references, which the title shows already. */
function subtitleData(model: Model, { shown }: ListItem): Data {
  return Object.fromEntries(Object.entries(shown).filter(([name]) => model.subtitle.includes(name)))
}

/** A record's state in UX.md's words. */
export function recordMark(state: RecordState): { icon: MarkIcon; tone: Tone; text: string } {
  switch (state) {
    case 'synced':
      return { icon: 'synced', tone: 'calm', text: i18n.t('Synced') }
    case 'pending':
      return { icon: 'onDevice', tone: 'waiting', text: i18n.t('On this device') }
    case 'sending':
      return { icon: 'sending', tone: 'waiting', text: i18n.t('Sending') }
    case 'held':
      return { icon: 'held', tone: 'waiting', text: i18n.t('On this device') }
    case 'review':
      return { icon: 'review', tone: 'needsYou', text: i18n.t('Needs review') }
    case 'refused':
      return { icon: 'refused', tone: 'refused', text: i18n.t('Refused') }
  }
}
