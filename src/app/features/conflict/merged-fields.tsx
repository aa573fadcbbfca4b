import { i18n } from '@lingui/core'
import { ChevronRight } from 'lucide-react'
import type { Value } from '../../../../contract/value.ts'
import { word } from '../../i18n/show-value.ts'
import { Button } from '../../ui/button.tsx'
import type { Choice, Choices, ConflictField, MergedField } from './choices.ts'
import { whoWhen } from './who-when.ts'

interface MergedFieldsProps {
  readonly fields: readonly MergedField[]
  readonly choices: Choices
  readonly onChoose: (field: ConflictField, choice: Choice) => void
  readonly show: (field: ConflictField, value: Value | null) => string
}

/** Folded: nobody is asked about these, and each can be undone. */
export function MergedFields({ fields, choices, onChoose, show }: MergedFieldsProps) {
  if (fields.length === 0) return null
  return (
    <details className="group rounded-card border border-line bg-card">
      <summary className="flex min-h-11 cursor-pointer list-none items-center gap-1 px-3 text-15 font-semibold [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden="true"
          size={18}
          className="-ms-1 shrink-0 text-muted transition-transform group-open:rotate-90 rtl:rotate-180 rtl:group-open:rotate-90"
        />
        {i18n.t('{count, plural, one {# field merged automatically} other {# fields merged automatically}}', {
          count: fields.length,
        })}
      </summary>
      <ul className="divide-y divide-line border-t border-line px-3">
        {fields.map((field) => {
          const isUndone = choices[field.name]?.kind !== field.side
          const otherSide = field.side === 'yours' ? 'theirs' : 'yours'
          const label = word(field.field.label)
          const [before, after] = [show(field, field.was), show(field, field[field.side])]
          return (
            <li key={field.name} className="flex items-center justify-between gap-x-1 py-2">
              <div className="min-w-0">
                <p dir="auto" className={`whitespace-pre-wrap text-15 ${isUndone ? 'text-muted' : ''}`}>
                  {isUndone
                    ? i18n.t('{field}: stays {value}', { field: label, value: show(field, field[otherSide]) })
                    : i18n.t('{field}: {before} → {after}', { field: label, before, after })}
                </p>
                <p className="text-13 text-muted">{field.holder ? whoWhen(field.holder) : i18n.t('You')}</p>
              </div>
              <Button
                look="quiet"
                className="-me-3 shrink-0"
                aria-label={
                  isUndone ? i18n.t('Merge {field} again', { field: label }) : i18n.t('Undo {field}', { field: label })
                }
                onClick={() => onChoose(field, { kind: isUndone ? field.side : otherSide })}
              >
                {isUndone ? i18n.t('Merge again') : i18n.t('Undo')}
              </Button>
            </li>
          )
        })}
      </ul>
    </details>
  )
}
