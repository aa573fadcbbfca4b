import { i18n } from '@lingui/core'
import { ArrowLeft } from 'lucide-react'
import { useEffect, useId, useRef } from 'react'
import { fieldOf, type Model } from '../../../../contract/model.ts'
import { models } from '../../../../contract/models/index.ts'
import type { Draft } from '../../../db/local-api.ts'
import { newText, word } from '../../i18n/show-value.ts'
import { Button } from '../../ui/button.tsx'
import { NewRecord } from './new-record.tsx'

interface CreateInPlaceProps {
  /** The model of the form that waits. */
  readonly of: Model
  /** Its reference, and what was searched for and not found: the new record's name, most likely. */
  readonly creating: NonNullable<Draft['creating']>
  /** Where the draft is kept: to be told again after a kill. */
  readonly onSlot: (slot: string) => void
  /** What was typed stays as a draft. */
  readonly onBack: () => void
  readonly onCreated: (id: string) => void
}

/** The form of a record that another form needs, in that form's place; the other one waits as it was left. */
export function CreateInPlace({ of, creating, onSlot, onBack, onCreated }: CreateInPlaceProps) {
  const reference = fieldOf(of, creating.field)
  const model = reference?.kind === 'reference' ? models.get(reference.model) : undefined
  const section = useRef<HTMLElement>(null)
  const titleId = useId()
  useFocusInside(section)
  if (!model) return null
  const start = startOf(model, creating.text)
  return (
    <section ref={section} aria-labelledby={titleId} className="flex min-h-0 flex-1 flex-col">
      <div className="flex flex-wrap items-center gap-x-2 border-b border-line bg-tint px-2">
        <Button look="quiet" onClick={onBack}>
          <ArrowLeft aria-hidden="true" size={20} className="rtl:rotate-180" />
          {i18n.t('Back to {model}', { model: word(of.label).toLocaleLowerCase(i18n.locale) })}
        </Button>
        <h2 id={titleId} className="text-15 font-semibold">
          {newText(model)}
        </h2>
      </div>
      <NewRecord
        model={model}
        start={start}
        apart={{ start, slot: creating.slot, onSlot }}
        onSaved={({ id }) => onCreated(id)}
      />
    </section>
  )
}

/** Searched words become the new record's name. */
function startOf(model: Model, text: string): { readonly [field: string]: string } {
  const [name = ''] = model.title
  return text !== '' && fieldOf(model, name)?.kind === 'text' ? { [name]: text } : {}
}

/** The person asked for this form: it begins at its first field, once that is there. */
function useFocusInside(section: { readonly current: HTMLElement | null }): void {
  useEffect(() => {
    const element = section.current
    if (!element) return undefined
    const find = () => element.querySelector<HTMLElement>('form :is(input, select, textarea)')
    const focusFirst = (): boolean => {
      const first = find()
      first?.focus()
      return first !== null
    }
    if (focusFirst()) return undefined
    const watch = new MutationObserver(() => {
      if (focusFirst()) watch.disconnect()
    })
    watch.observe(element, { childList: true, subtree: true })
    return () => watch.disconnect()
  }, [section])
}
