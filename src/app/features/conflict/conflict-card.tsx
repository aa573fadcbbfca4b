import { i18n } from '@lingui/core'
import { type ReactNode, useId } from 'react'
import type { Value } from '../../../../contract/value.ts'
import { timeText, word } from '../../i18n/show-value.ts'
import { fieldErrorText } from '../record/field-error-text.ts'
import { FieldEditor } from '../record/field-editor.tsx'
import { valueToInput } from '../record/input.ts'
import { canKeepBoth, type Choice, type ConflictField } from './choices.ts'

interface ConflictCardProps {
  readonly conflict: ConflictField
  readonly choice: Choice
  readonly onChoose: (choice: Choice) => void
  readonly show: (value: Value | null) => string
  /** When the person made their version (RFC 3339). */
  readonly editedAt: string
  readonly error: string | undefined
}

/** One field in conflict: what it was, yours, theirs, both, or something else. */
export function ConflictCard({ conflict, choice, onChoose, show, editedAt, error }: ConflictCardProps) {
  const id = useId()
  const { field, was, yours, theirs, holder } = conflict
  const option = (kind: Choice['kind'], label: string, detail?: string) => (
    <Option
      group={id}
      isChosen={choice.kind === kind}
      onChoose={() => onChoose(kind === 'custom' ? { kind, input: valueToInput(field, yours) } : { kind })}
      detail={detail}
    >
      {label}
    </Option>
  )
  return (
    <div
      role="radiogroup"
      aria-labelledby={`${id}-name`}
      aria-describedby={`${id}-was`}
      className="rounded-card border border-line bg-card p-3"
    >
      <h3 id={`${id}-name`} className="font-semibold">
        {word(field.label)}
      </h3>
      <p id={`${id}-was`} className="mb-1 whitespace-pre-wrap text-15 text-muted">
        {i18n.t('Was: {value}', { value: show(was) })}
      </p>
      <div className="grid gap-x-4 md:grid-cols-2">
        {option('yours', i18n.t('Yours: {value}', { value: show(yours) }), timeText(editedAt))}
        {option(
          'theirs',
          i18n.t('Theirs: {value}', { value: show(theirs) }),
          holder && `${holder.by}, ${timeText(holder.at)}`,
        )}
        {canKeepBoth(conflict) && option('both', i18n.t('Keep both'))}
        {option('custom', i18n.t('Custom value'))}
      </div>
      {choice.kind === 'custom' && (
        <FieldEditor
          field={field}
          input={choice.input}
          onInput={(input) => onChoose({ kind: 'custom', input })}
          error={error && fieldErrorText(error)}
        />
      )}
      {choice.kind !== 'custom' && error && (
        <p className="text-15 font-semibold text-refused">{fieldErrorText(error)}</p>
      )}
    </div>
  )
}

interface OptionProps {
  readonly group: string
  readonly isChosen: boolean
  readonly onChoose: () => void
  readonly detail: string | undefined
  readonly children: ReactNode
}

function Option({ group, isChosen, onChoose, detail, children }: OptionProps) {
  const detailId = useId()
  return (
    <div className="py-1">
      <label className="flex min-h-11 cursor-pointer items-center gap-3">
        <input
          type="radio"
          name={group}
          className="size-6 shrink-0 accent-accent"
          checked={isChosen}
          onChange={onChoose}
          aria-describedby={detail === undefined ? undefined : detailId}
        />
        <span className="whitespace-pre-wrap">{children}</span>
      </label>
      {detail !== undefined && (
        <p id={detailId} className="ps-9 text-13 text-muted">
          {detail}
        </p>
      )}
    </div>
  )
}
