import { i18n } from '@lingui/core'
import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import { subtitleOf, titleOf } from '../../../../contract/label.ts'
import type { Model } from '../../../../contract/model.ts'
import type { Data } from '../../../../contract/value.ts'
import type { ListItem } from '../../../db/local-api.ts'
import { titleIn, useTitles } from '../../hooks/use-title.ts'
import { showValue } from '../../i18n/show-value.ts'
import { titleHasForm } from '../../i18n/title-form.ts'
import { usePendingOf } from '../../hooks/use-pending-of.ts'
import { reasonText } from '../pending/reason-text.ts'
import { StateMark } from '../../ui/state-mark.tsx'
import { recordMark } from './record-mark.ts'

interface RecordRowProps {
  readonly model: Model
  readonly item: ListItem
  /** Its form holds what is not saved. */
  readonly isDraft: boolean
}

/** One line of a list; the whole row is the target. It is made anew only if its item is another one. */
export const RecordRow = memo(function RecordRow({ model, item, isDraft }: RecordRowProps) {
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
        <span dir="auto" className="block truncate font-semibold">
          {titleHasForm(model) ? titleOf(model, item.shown, show) : item.title}
        </span>{' '}
        {item.state === 'refused' ? (
          <RefusedMark model={model} id={item.id} />
        ) : (
          <span className="block truncate text-15 text-muted">{subtitleOf(model, item.shown, show)}</span>
        )}
      </span>{' '}
      {isDraft && (
        <StateMark icon="draft" tone="waiting">
          {i18n.t('Draft')}
        </StateMark>
      )}
      {item.state !== 'refused' && !(isDraft && item.state !== 'review') && (
        <span className="flex max-w-1/2 shrink-0">
          <StateMark icon={icon} tone={tone} isOneLine>
            {text}
          </StateMark>
        </span>
      )}
    </Link>
  )
})

/** `Refused: …` in place of the second line: the reason needs the room. */
function RefusedMark({ model, id }: { model: Model; id: string }) {
  const { icon, tone, text } = recordMark('refused')
  const change = usePendingOf(model.name, id)
  const why = change?.reason && reasonText(change, change.reason)
  return (
    <StateMark icon={icon} tone={tone} isOneLine>
      {why === undefined ? text : i18n.t('Refused: {why}', { why })}
    </StateMark>
  )
}

/** Without the title's references, which the title shows already if it is plain. */
function subtitleData(model: Model, { shown }: ListItem): Data {
  if (titleHasForm(model)) return shown
  return Object.fromEntries(Object.entries(shown).filter(([name]) => model.subtitle.includes(name)))
}
