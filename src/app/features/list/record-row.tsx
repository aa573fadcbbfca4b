import { i18n } from '@lingui/core'
import { Link } from '@tanstack/react-router'
import { subtitleOf } from '../../../../contract/label.ts'
import type { Model } from '../../../../contract/model.ts'
import type { ListItem, RecordState } from '../../../db/local-api.ts'
import { useRecord } from '../../hooks/use-record.ts'
import { titleIn, useTitles } from '../../hooks/use-title.ts'
import { showValue } from '../../i18n/show-value.ts'
import { type MarkIcon, StateMark, type Tone } from '../../ui/state-mark.tsx'

/** One line of a list; the whole row is the target. */
export function RecordRow({ model, item }: { model: Model; item: ListItem }) {
  const row = useRecord(model.name, item.id)
  const titles = useTitles(model, row?.data ?? {})
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
        <span className="block truncate text-15 text-muted">
          {row && subtitleOf(model, row.data, showValue(titleIn(titles)))}
        </span>
      </span>{' '}
      <StateMark icon={icon} tone={tone}>
        {text}
      </StateMark>
    </Link>
  )
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
