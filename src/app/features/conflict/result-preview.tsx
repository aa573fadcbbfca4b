import { i18n } from '@lingui/core'
import { CircleX } from 'lucide-react'
import { useId } from 'react'
import type { Field, Model } from '../../../../contract/model.ts'
import { type Value, valueAt } from '../../../../contract/value.ts'
import { word } from '../../i18n/show-value.ts'
import { fieldErrorText } from '../record/field-error-text.ts'
import type { Choice } from './choices.ts'
import type { Merge } from './use-merge.ts'

interface ResultPreviewProps {
  readonly model: Model
  readonly merge: Merge
  readonly show: (field: Field, value: Value | null) => string
}

/** The whole record as it will be, where each value comes from, and what is wrong with it. */
export function ResultPreview({ model, merge, show }: ResultPreviewProps) {
  const titleId = useId()
  const { result, resultErrors, unreadable, choices } = merge
  return (
    <section aria-labelledby={titleId} className="rounded-card border border-line bg-card p-3">
      <h3 id={titleId} className="mb-1 text-15 font-semibold">
        {i18n.t('The result')}
      </h3>
      <dl className="divide-y divide-line text-15">
        {Object.entries(model.fields).map(([name, field]) => {
          const error = resultErrors[name]
          const choice = choices[name]
          return (
            <div key={name} className="flex flex-wrap gap-x-3 py-1.5">
              <dt className="whole-words basis-26 text-muted sm:basis-1/3">{word(field.label)}</dt>
              <dd dir="auto" className="min-w-0 flex-[1_1_6rem] whitespace-pre-wrap">
                {!unreadable.has(name) && show(field, valueAt(result, name))}
                {error && (
                  <span className="flex items-start gap-1 font-semibold text-refused">
                    <CircleX aria-hidden="true" size={14} className="mt-1 shrink-0" />
                    {fieldErrorText(error, field)}
                  </span>
                )}
              </dd>
              {choice && <dd className="ms-auto text-13 leading-[21px] text-accent">{choiceWord(choice)}</dd>}
            </div>
          )
        })}
      </dl>
    </section>
  )
}

function choiceWord({ kind }: Choice): string {
  switch (kind) {
    case 'yours':
      return i18n.t('Yours')
    case 'theirs':
      return i18n.t('Theirs')
    case 'both':
      return i18n.t('Both')
    case 'custom':
      return i18n.t('Custom')
  }
}
