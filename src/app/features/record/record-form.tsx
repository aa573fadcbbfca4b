import { i18n } from '@lingui/core'
import { type FormEvent, type ReactNode, useEffect, useRef } from 'react'
import type { Model } from '../../../../contract/model.ts'
import { titleIn, useTitles } from '../../hooks/use-title.ts'
import { showValue } from '../../i18n/show-value.ts'
import { Button } from '../../ui/button.tsx'
import { fieldErrorText } from './field-error-text.ts'
import { FieldEditor } from './field-editor.tsx'
import { type Form, inputOf, movedFields } from './form.ts'
import { type RecordFormOptions, useRecordForm } from './use-record-form.ts'

interface RecordFormProps extends RecordFormOptions {
  /** What the server said about the values, by field. */
  readonly refusals?: { readonly [field: string]: string }
  /** What stands above the fields. */
  readonly children?: ReactNode
  /** More buttons beside Save. */
  readonly actions?: ReactNode
  /** Takes the focus over from the form of the new record that went away with it. */
  readonly startsOnSave?: boolean
}

/** A record as its form. */
export function RecordForm({ refusals = {}, children, actions, startsOnSave = false, ...options }: RecordFormProps) {
  const { model, draft } = options
  const { form, isTouched, errors, failure, type, reset, save } = useRecordForm(options)
  const noteOf = useMovedNotes(model, form)
  const element = useRef<HTMLFormElement>(null)
  const saveButton = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (startsOnSave) saveButton.current?.focus({ preventScroll: true })
  }, [startsOnSave])
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    const invalid = save()
    if (invalid !== undefined) focusField(element.current, invalid)
  }
  return (
    <form ref={element} noValidate onSubmit={onSubmit} className="flex min-h-0 flex-1 flex-col">
      <div className="flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-2xl flex-col gap-4 p-4">
          {children}
          {draft && isTouched && <DraftNote onDiscard={reset} />}
          {Object.entries(model.fields).map(([name, field]) => {
            const why = errors[name] ?? (Object.hasOwn(form.typed, name) ? undefined : refusals[name])
            return (
              <div key={name} data-field={name}>
                <FieldEditor
                  field={field}
                  input={inputOf(model, form, name)}
                  onInput={(input) => type(name, input)}
                  error={why && fieldErrorText(why)}
                  note={noteOf(name)}
                />
              </div>
            )
          })}
        </div>
      </div>
      {failure !== undefined && (
        <p role="alert" className="bg-refused-tint p-4 text-15 text-refused">
          {failure}
        </p>
      )}
      <div className="border-t border-line bg-card">
        <div className="mx-auto flex max-w-2xl flex-wrap items-center justify-end gap-2 p-3">
          {actions}
          <Button ref={saveButton} type="submit" look="primary" className="sm:min-w-28">
            {i18n.t('Save')}
          </Button>
        </div>
      </div>
    </form>
  )
}

function DraftNote({ onDiscard }: { onDiscard: () => void }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 text-15 text-muted">
      <p>{i18n.t('This is a draft; it is not saved yet.')}</p>
      <Button look="quiet" onClick={onDiscard}>
        {i18n.t('Discard draft')}
      </Button>
    </div>
  )
}

/** `Ben changed this to … while you were typing`, by field. */
function useMovedNotes(model: Model, form: Form): (name: string) => string | undefined {
  const moved = movedFields(form)
  const show = showValue(titleIn(useTitles(model, form.latest.data)))
  return (name) => {
    const change = moved[name]
    const field = model.fields[name]
    if (!change || !field) return undefined
    const value = change.value === null ? i18n.t('nothing') : show(field, change.value)
    return i18n.t('{by} changed this to {value} while you were typing', { by: change.by, value })
  }
}

function focusField(form: HTMLFormElement | null, name: string): void {
  form?.querySelector<HTMLElement>(`[data-field="${name}"] :is(input, select, textarea)`)?.focus()
}
