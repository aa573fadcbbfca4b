import { i18n } from '@lingui/core'
import { type FocusEvent, useRef, useState } from 'react'
import type { Field } from '../../../../contract/model.ts'
import type { Value } from '../../../../contract/value.ts'
import { titleIn, useTitles } from '../../hooks/use-title.ts'
import { listText, showValue, word } from '../../i18n/show-value.ts'
import { Button } from '../../ui/button.tsx'
import { type ConflictField, firstChoice } from './choices.ts'
import { COLUMNS } from './columns.ts'
import { ConflictCard } from './conflict-card.tsx'
import { downloadVersions } from './download-versions.ts'
import { MergedFields } from './merged-fields.tsx'
import { ResultPreview } from './result-preview.tsx'
import { nthText, Steps } from './steps.tsx'
import { type MergeOptions, useMerge } from './use-merge.ts'

/** A conflict's fields, one question each, and what the answers come to. */
export function MergeForm(options: MergeOptions) {
  const { model, change, conflict, onClose } = options
  const merge = useMerge(options)
  const { fields, choices, askedAgain } = merge
  const show = useShow(options, merge.result)
  const { list, at, onFocus, goTo } = useSteps()
  const apply = () => {
    const name = merge.apply()
    if (name !== undefined) goTo(fields.findIndex((field) => field.name === name))
  }
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-x-3 gap-y-2">
        <p dir="auto" className="font-semibold">
          {change.label}
        </p>
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => merge.chooseAll('yours')}>{i18n.t('Use all mine')}</Button>
          <Button onClick={() => merge.chooseAll('theirs')}>{i18n.t('Use all theirs')}</Button>
        </div>
      </div>
      <AskedAgain fields={fields.filter(({ name }) => askedAgain.has(name))} />
      <Headings />
      <div ref={list} onFocus={onFocus} className="flex flex-col gap-3">
        {fields.map((field, index) => (
          <ConflictCard
            key={field.name}
            conflict={field}
            choice={choices[field.name] ?? firstChoice(field)}
            onChoose={(choice) => merge.choose(field, choice)}
            show={(value) => show(field.field, value)}
            editedAt={change.editedAt}
            error={merge.errors[field.name]}
            nth={nthText(index, fields.length)}
            note={askedAgain.has(field.name) ? againText(field.holder?.by) : undefined}
          />
        ))}
      </div>
      <div className="mt-3 flex flex-col gap-3">
        <MergedFields
          fields={merge.merged}
          choices={choices}
          onChoose={merge.choose}
          show={({ field }, value) => show(field, value)}
        />
        <ResultPreview model={model} merge={merge} show={show} />
        <Button look="quiet" className="self-start" onClick={() => downloadVersions(change, conflict)}>
          {i18n.t('Download both versions')}
        </Button>
      </div>
      {merge.failure !== undefined && (
        <p role="alert" className="mt-3 text-15 text-refused">
          {i18n.t('That did not work: {message}', { message: merge.failure })}
        </p>
      )}
      <div className="bar sticky -bottom-4 z-10 -mx-4 mt-4 flex flex-wrap items-center justify-end gap-x-1.5 gap-y-2 border-t border-line bg-paper px-4 py-3 md:-bottom-6 md:-mx-6 md:px-6">
        <div className="me-auto">
          <Steps at={at} count={fields.length} onStep={goTo} />
        </div>
        <Button onClick={() => onClose('cancelled')}>{i18n.t('Cancel')}</Button>
        <Button look="primary" onClick={apply}>
          {i18n.t('Apply merge')}
        </Button>
      </div>
    </>
  )
}

/** The columns' names; every choice says its own to a screen reader. */
function Headings() {
  return (
    <div aria-hidden="true" className={`hidden gap-3 px-3 pb-1 text-13 font-semibold text-muted md:grid ${COLUMNS}`}>
      <span>{i18n.t('Field')}</span>
      <span>{i18n.t('Yours')}</span>
      <span>{i18n.t('Theirs')}</span>
    </div>
  )
}

/** Always there, or a screen reader would miss the first words. */
function AskedAgain({ fields }: { fields: readonly ConflictField[] }) {
  return (
    <p role="status" className="mb-3 rounded-input bg-needs-you-tint px-3 py-2 text-15 text-needs-you empty:hidden">
      {fields.length > 0 &&
        i18n.t('Changed again meanwhile: {fields}. Look once more, then apply. Your other choices are kept.', {
          fields: listText(fields.map(({ field }) => word(field.label))),
        })}
    </p>
  )
}

function againText(by: string | undefined): string {
  return by === undefined || by === '' ? i18n.t('This was changed again.') : i18n.t('{by} changed this again.', { by })
}

/** A value as text, whatever side it is of. */
function useShow({ model, change, conflict }: MergeOptions, result: MergeOptions['change']['base']) {
  const taken = Object.entries(conflict.taken ?? {}).map(([name, { was }]) => [name, was] as const)
  const values = [change.base, change.patch, conflict.serverData, Object.fromEntries(taken), result]
  const text = showValue(titleIn(useTitles(model, ...values)))
  return (field: Field, value: Value | null): string => {
    if (value === null) return i18n.t('nothing')
    return text(field, value) || (value.toString() === '' ? i18n.t('nothing') : JSON.stringify(value))
  }
}

/** Which question the person is at, and how they get to another. */
function useSteps() {
  const list = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState(0)
  const cards = () => [...(list.current?.children ?? [])]
  return {
    list,
    at,
    onFocus: ({ target }: FocusEvent) =>
      setAt(
        Math.max(
          0,
          cards().findIndex((card) => card.contains(target)),
        ),
      ),
    goTo: (index: number) => {
      const card = cards()[index]
      const editor = card?.querySelector<HTMLElement>('[aria-invalid="true"]')
      const focused = editor ?? card?.querySelector<HTMLElement>('input:checked')
      focused?.focus({ preventScroll: true })
      // What is wrong with it stands under it, where the bar would lie over the end of a tall card.
      const shown = editor ?? card
      shown?.scrollIntoView?.({ block: 'center', behavior: 'smooth' })
    },
  }
}
