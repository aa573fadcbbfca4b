import { i18n } from '@lingui/core'
import { memo } from 'react'
import { subtitleOf, titleOf } from '../../../../contract/label.ts'
import type { Model } from '../../../../contract/model.ts'
import type { ListItem } from '../../../db/local-api.ts'
import { showValue, word } from '../../i18n/show-value.ts'
import { titleHasForm } from '../../i18n/title-form.ts'
import { usePendingOf } from '../../hooks/use-pending-of.ts'
import { useIsSending } from '../../hooks/use-sync.tsx'
import { reasonText } from '../pending/reason-text.ts'
import { StateMark } from '../../ui/state-mark.tsx'
import { TitleText } from '../../ui/title-text.tsx'
import { recordMark } from './record-mark.ts'

interface RecordRowProps {
  readonly model: Model
  readonly item: ListItem
  /** It is open beside or over the list. */
  readonly isOpen: boolean
  /** Its form holds what is not saved. */
  readonly isDraft: boolean
}

/**
 * One line of a list; the whole row is the target. It is made anew only if its item is another one, and asks for nothing. The
 * router's own link would look at the whole address in every row whenever that changes: the list itself follows this one.
 */
export const RecordRow = memo(function RecordRow({ model, item, isOpen, isDraft }: RecordRowProps) {
  // The id of a record that is not on this device says nothing to a person.
  const show = showValue((target, id) => item.titles[`${target}/${id}`] ?? '')
  const { icon, tone, text } = recordMark(item.state)
  return (
    <a
      href={`/${model.name}/${encodeURIComponent(item.id)}`}
      data-id={item.id}
      {...(isOpen && { 'aria-current': 'page', 'data-status': 'active' })}
      className="flex h-full items-center gap-x-3 px-4 data-[status=active]:bg-tint @max-[14rem]:flex-wrap @max-[14rem]:content-center"
    >
      <span className="min-w-0 flex-1 @max-[14rem]:basis-full">
        <span className="block font-semibold">
          <TitleText>
            {titleHasForm(model) ? titleOf(model, item.shown, show, word(model.label)) : item.title}
          </TitleText>
        </span>{' '}
        {item.state === 'refused' ? (
          <RefusedMark model={model} id={item.id} />
        ) : (
          <SecondLine parts={subtitleOf(model, item.shown, show)} />
        )}
      </span>{' '}
      {isDraft && (
        <StateMark icon="draft" tone="waiting">
          {i18n.t('Draft')}
        </StateMark>
      )}
      {item.state !== 'refused' && !(isDraft && item.state !== 'review') && (
        <span className="flex max-w-3/5 shrink-0 @max-[14rem]:max-w-full">
          {item.state === 'sending' ? (
            <SendingMark />
          ) : (
            <StateMark icon={icon} tone={tone} isOneLine>
              {text}
            </StateMark>
          )}
        </span>
      )}
    </a>
  )
})

/** Of what was sent and not answered. */
function SendingMark() {
  const { icon, tone, text } = recordMark(useIsSending() ? 'sending' : 'pending')
  return (
    <StateMark icon={icon} tone={tone} isOneLine>
      {text}
    </StateMark>
  )
}

/**
 * One line: a short part that has no room goes away whole, for half an amount would be another one. A long one gives way, and each
 * reads its own way: of one that is cut the beginning stays, whichever way the line reads.
 */
function SecondLine({ parts }: { parts: readonly string[] }) {
  if (parts.length === 0) return null
  return (
    <span className="flex h-[1lh] flex-wrap overflow-hidden text-15 text-muted @max-[14rem]:hidden">
      {parts.map((part, n) => (
        <span key={n} className={`flex ${part.length > SHORT ? 'min-w-0 max-w-max flex-[1_1_6rem]' : 'max-w-full'}`}>
          {n > 0 && <span className="whitespace-pre"> · </span>}
          <span dir="auto" className="truncate">
            {part}
          </span>
        </span>
      ))}
    </span>
  )
}

/** Letters; no amount, date or choice has more. */
const SHORT = 24

/** `Refused: …` in place of the second line: the reason needs the room. */
function RefusedMark({ model, id }: { model: Model; id: string }) {
  const { icon, tone, text } = recordMark('refused')
  const change = usePendingOf(model.name, id)
  const why = change?.reason && reasonText(change, change.reason)
  return (
    <StateMark icon={icon} tone={tone} isOneLine {...(why !== undefined && { why })}>
      {why === undefined ? text : i18n.t('Refused: {why}', { why: '' })}
    </StateMark>
  )
}
