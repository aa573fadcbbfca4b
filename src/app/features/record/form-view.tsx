import { i18n } from '@lingui/core'
import {
  type FocusEvent,
  type FormEvent,
  lazy,
  memo,
  type MouseEvent,
  type ReactNode,
  type RefObject,
  Suspense,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import type { FieldKind, Model } from '../../../../contract/model.ts'
import type { VisibleRow } from '../../../sync/core/types.ts'
import { titleIn, useTitles } from '../../hooks/use-title.ts'
import { showValue } from '../../i18n/show-value.ts'
import { Button } from '../../ui/button.tsx'
import { fieldErrorText } from './field-error-text.ts'
import { FieldEditor } from './field-editor.tsx'
import { focusField } from './focus-field.ts'
import { useFocusWish } from './focus-wish.ts'
import { goTo, placeIn } from './form-place.ts'
import { type Form, inputOf, movedFields } from './form.ts'
import type { Input } from './input.ts'
import { handOverPlace, takePlace } from './just-saved.ts'
import { type RecordFormOptions, useRecordForm } from './use-record-form.ts'

interface FormViewProps extends RecordFormOptions {
  /** What the server said about the values, by field. */
  readonly refusals?: { readonly [field: string]: string }
  /** What stands above the fields, by whether anything was typed. */
  readonly children?: (isTouched: boolean) => ReactNode
  /** What stands below them. */
  readonly after?: ReactNode
  /** More buttons beside Save. */
  readonly actions?: ReactNode
}

/** A form with its fields and its Save, in a bar that stays in view. */
export function FormView({ refusals = {}, children, after, actions, ...options }: FormViewProps) {
  const { model, draft } = options
  const [creating, setCreating] = useState(draft?.creating)
  const { form, isTouched, errors, failure, type, putIn, leave, reset, save } = useRecordForm({ ...options, creating })
  const noteOf = useMovedNotes(model, form)
  const element = useRef<HTMLFormElement>(null)
  // At the click that submits, also by Enter: the write need not wait until the browser has laid out the page and asked to submit.
  const onSave = (event: FormEvent | MouseEvent) => {
    event.preventDefault()
    const invalid = save()
    if (invalid !== undefined) focusField(element.current, invalid)
  }
  const create = useCallback((field: string, text: string) => setCreating({ field, text }), [])
  const endCreating = (field: string, id?: string) => {
    if (id !== undefined) putIn(field, id)
    setCreating(undefined)
  }
  useFormFocus(element, options, creating?.field)
  return (
    <>
      <form
        ref={element}
        noValidate
        onSubmit={onSave}
        className={`flex min-h-0 flex-1 flex-col ${creating ? 'hidden' : ''}`}
      >
        <div data-fields className="flex-1 overflow-y-auto">
          <div className="@container mx-auto flex max-w-2xl flex-col gap-4 p-4">
            {children?.(isTouched)}
            {draft && isTouched && <DraftNote model={model} onDiscard={reset} />}
            <div
              className="grid grid-cols-1 items-start gap-x-4 gap-y-5 @lg:grid-cols-2"
              onBlur={(event) => leave(fieldNameAt(event))}
            >
              {Object.keys(model.fields).map((name) => (
                <FormField
                  key={name}
                  model={model}
                  name={name}
                  input={inputOf(model, form, name)}
                  why={errors[name] ?? (Object.hasOwn(form.typed, name) ? undefined : refusals[name])}
                  note={noteOf(name)}
                  onInput={type}
                  onCreate={create}
                />
              ))}
            </div>
            {after}
          </div>
        </div>
        {failure !== undefined && (
          <p role="alert" className="bg-refused-tint p-4 text-15 text-refused">
            {failure}
          </p>
        )}
        <SaveBar actions={actions} onSave={onSave} />
      </form>
      {creating && (
        <Suspense>
          <CreateInPlace
            of={model}
            creating={creating}
            onSlot={(slot) => setCreating({ ...creating, slot })}
            onBack={() => endCreating(creating.field)}
            onCreated={(id) => endCreating(creating.field, id)}
          />
        </Suspense>
      )}
    </>
  )
}

interface FormFieldProps {
  readonly model: Model
  readonly name: string
  readonly input: Input
  /** What is wrong with it, or what the server said about the value that was sent. */
  readonly why: string | undefined
  readonly note: string | undefined
  readonly onInput: (name: string, input: Input) => void
  readonly onCreate: (name: string, text: string) => void
}

/** Rendered again only if its own value or what is said about it is another: a key typed into one field is no work for the rest. */
const FormField = memo(function FormField({ model, name, input, why, note, onInput, onCreate }: FormFieldProps) {
  const field = model.fields[name]
  if (!field) return null
  return (
    <div data-field={name} className={LONG.has(field.kind) ? '@lg:col-span-2' : ''}>
      <FieldEditor
        field={field}
        input={input}
        onInput={(next) => onInput(name, next)}
        onCreate={(text) => onCreate(name, text)}
        error={why && fieldErrorText(why, field)}
        note={note}
      />
    </div>
  )
})

/** Two others stand side by side where there is room. */
const LONG: ReadonlySet<FieldKind> = new Set(['text', 'longText', 'url', 'choices'])

// It holds a form itself.
const CreateInPlace = lazy(async () => ({ default: (await import('./create-in-place.tsx')).CreateInPlace }))

function SaveBar({ actions, onSave }: { actions: ReactNode; onSave: (event: MouseEvent) => void }) {
  return (
    <div className="bar border-t border-line bg-card">
      <div className="mx-auto flex max-w-2xl flex-wrap items-center gap-x-1 gap-y-2 px-2 py-2 sm:px-4">
        {actions}
        <Button type="submit" look="primary" className="ms-auto min-w-28 max-[22rem]:min-w-20" onClick={onSave}>
          {i18n.t('Save')}
        </Button>
      </div>
    </div>
  )
}

function DraftNote({ model, onDiscard }: { model: Model; onDiscard: () => void }) {
  const discard = ({ currentTarget: { form } }: MouseEvent<HTMLButtonElement>) => {
    onDiscard()
    // The button goes away with the draft.
    focusField(form, Object.keys(model.fields)[0] ?? '')
  }
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-2 rounded-card bg-tint px-4 py-2 text-15">
      <p>{i18n.t('This is a draft; it is not saved yet.')}</p>
      <Button look="quiet" className="-mx-3 sm:-mx-4" onClick={discard}>
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
    if (change.by === '') return i18n.t('This was changed to {value} while you were typing', { value })
    return i18n.t('{by} changed this to {value} while you were typing', { by: change.by, value })
  }
}

/** Back from creating a referenced record, the focus is where it was; else where it is wanted. */
function useFormFocus(
  form: RefObject<HTMLFormElement | null>,
  { row, isNew }: Pick<RecordFormOptions, 'row' | 'isNew'>,
  field: string | undefined,
): void {
  useFocusWish(form, row)
  usePlaceGoesAlong(form, row, isNew)
  const left = useRef<string>(undefined)
  useEffect(() => {
    if (field === undefined && left.current !== undefined) focusField(form.current, left.current)
    left.current = field
  }, [form, field])
}

/** A new record's form goes away with its save: who is on Save, or tapped the next field and types there by now, stays there. */
function usePlaceGoesAlong(form: RefObject<HTMLFormElement | null>, { model, id }: VisibleRow, isNew: boolean): void {
  useLayoutEffect(() => {
    const element = form.current
    if (!element) return undefined
    if (isNew) return () => handOverPlace(model, id, placeIn(element))
    const place = takePlace(model, id)
    if (place) goTo(element, place)
    return undefined
  }, [form, model, id, isNew])
}

function fieldNameAt({ target }: FocusEvent): string {
  return target.closest<HTMLElement>('[data-field]')?.dataset['field'] ?? ''
}
