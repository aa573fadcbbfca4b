import { i18n } from '@lingui/core'
import { type ReactNode, useId, useState } from 'react'
import { timeText, word } from '../../i18n/show-value.ts'
import type { Value } from '../../../../contract/value.ts'
import { fieldErrorText } from '../record/field-error-text.ts'
import { FieldEditor } from '../record/field-editor.tsx'
import { type Input, valueToInput } from '../record/input.ts'
import { canKeepBoth, type Choice, chosenValue, type ConflictField } from './choices.ts'
import { COLUMNS } from './columns.ts'
import { ChoiceBox, ChoiceLine } from './choice-option.tsx'
import { whoWhen } from './who-when.ts'

interface ConflictCardProps {
  readonly conflict: ConflictField
  readonly choice: Choice
  readonly onChoose: (choice: Choice) => void
  readonly show: (value: Value | null) => string
  /** When the person made their version (RFC 3339). */
  readonly editedAt: string
  readonly error: string | undefined
  /** `1 of 3` */
  readonly nth: string
  /** Why it is asked again. */
  readonly note: string | undefined
}

/**
 * One field in conflict: what it was, yours, theirs, both, or something else. A card on a phone, a row of three columns beside it.
 * What was typed as a custom value is there again after a look at another choice.
 */
export function ConflictCard({ conflict, choice, onChoose, show, editedAt, error, nth, note }: ConflictCardProps) {
  const id = useId()
  const { field, was, yours, theirs, holder } = conflict
  const [typed, setTyped] = useState<Input>()
  const option = (kind: Choice['kind']) => ({
    group: id,
    isChosen: choice.kind === kind,
    onChoose: () => onChoose(kind === 'custom' ? { kind, input: typed ?? valueToInput(field, yours) } : { kind }),
  })
  const describedBy = [`${id}-nth`, `${id}-was`, note !== undefined && `${id}-note`].filter(Boolean).join(' ')
  return (
    <div
      role="radiogroup"
      aria-labelledby={`${id}-name`}
      aria-describedby={describedBy}
      data-field={conflict.name}
      className={`grid scroll-my-28 gap-2 rounded-card border bg-card p-3 md:gap-3 ${COLUMNS} ${note === undefined ? 'border-line' : 'border-needs-you'}`}
    >
      <div>
        <div className="flex flex-wrap items-baseline justify-between gap-x-2 md:block">
          <h3 id={`${id}-name`} className="font-semibold">
            {word(field.label)}
          </h3>
          <span id={`${id}-nth`} className="text-13 tabular-nums text-muted">
            {nth}
          </span>
        </div>
        <p id={`${id}-was`} dir="auto" className="whitespace-pre-wrap text-15 text-muted">
          {i18n.t('Was: {value}', { value: show(was) })}
        </p>
      </div>
      <ChoiceBox {...option('yours')} text={(value) => i18n.t('Yours: {value}', { value })} value={show(yours)}>
        {i18n.t('You, {time}', { time: timeText(editedAt) })}
      </ChoiceBox>
      <ChoiceBox {...option('theirs')} text={(value) => i18n.t('Theirs: {value}', { value })} value={show(theirs)}>
        {holder && whoWhen(holder)}
      </ChoiceBox>
      <div className="flex flex-wrap gap-x-6 md:col-span-2 md:col-start-2">
        {canKeepBoth(conflict) && <ChoiceLine {...option('both')}>{i18n.t('Keep both')}</ChoiceLine>}
        <ChoiceLine {...option('custom')}>{i18n.t('Custom value')}</ChoiceLine>
      </div>
      <Below>
        {note !== undefined && (
          <p id={`${id}-note`} className="text-15 font-semibold text-needs-you">
            {note}
          </p>
        )}
        {choice.kind === 'both' && (
          <p dir="auto" className="whitespace-pre-wrap rounded-input bg-tint px-3 py-2">
            {show(chosenValue(conflict, choice) ?? null)}
          </p>
        )}
        {choice.kind === 'custom' && (
          <FieldEditor
            field={field}
            input={choice.input}
            onInput={(input) => {
              setTyped(input)
              onChoose({ kind: 'custom', input })
            }}
            error={error && fieldErrorText(error, field)}
          />
        )}
        {choice.kind !== 'custom' && error && (
          <p className="text-15 font-semibold text-refused">{fieldErrorText(error, field)}</p>
        )}
      </Below>
    </div>
  )
}

/** What belongs to the values, under them. */
function Below({ children }: { children: ReactNode }) {
  return <div className="flex flex-col gap-2 empty:hidden md:col-span-2 md:col-start-2">{children}</div>
}
