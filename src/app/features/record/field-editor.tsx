import { i18n } from '@lingui/core'
import { type ReactNode, useId } from 'react'
import type { Field } from '../../../../contract/model.ts'
import { word } from '../../i18n/show-value.ts'
import { BooleanEditor } from './boolean-editor.tsx'
import { ChoiceEditor, ChoicesEditor } from './choice-editor.tsx'
import { DateEditor } from './date-editor.tsx'
import type { Input } from './input.ts'
import { LongTextEditor } from './long-text-editor.tsx'
import { MoneyEditor } from './money-editor.tsx'
import { ReferencePicker } from './reference-picker.tsx'

export interface FieldEditorProps {
  readonly field: Field
  readonly input: Input
  readonly onInput: (input: Input) => void
  /** For a reference: if given, the picker offers to create a record, and calls this with what was searched for. */
  readonly onCreate?: (text: string) => void
  /** What is wrong with the value, as a sentence. */
  readonly error?: string | undefined
  /** What else there is to know about the field. */
  readonly note?: string | undefined
}

/** What every editor's control is given. */
export interface ControlProps {
  readonly id: string
  readonly className: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': boolean
  readonly 'aria-required': boolean
}

/** One field with its label: found by it, told by it. That it is required stands beside the label, not in it. */
export function FieldEditor(props: FieldEditorProps) {
  const { field, error, note } = props
  const id = useId()
  const describedBy = [error && `${id}-error`, note && `${id}-note`].filter(Boolean).join(' ') || undefined
  const isGroup = field.kind === 'choices' || field.kind === 'boolean'
  const Label = isGroup ? 'span' : 'label'
  return (
    <div>
      <div className="mb-1 flex flex-wrap items-baseline justify-between gap-2">
        <Label {...(isGroup ? {} : { htmlFor: id })} id={`${id}-label`} className="text-15 font-semibold">
          {word(field.label)}
        </Label>
        {field.required && (
          <span aria-hidden="true" className="text-13 text-muted">
            {i18n.t('Required')}
          </span>
        )}
      </div>
      <Editor {...props} id={id} describedBy={describedBy} />
      <Hint id={`${id}-error`} className="text-refused font-semibold" text={error} />
      <Hint id={`${id}-note`} className="text-needs-you" text={note} />
    </div>
  )
}

function Hint({ id, className, text }: { id: string; className: string; text: string | undefined }): ReactNode {
  return (
    text && (
      <p id={id} className={`mt-1 text-15 ${className}`}>
        {text}
      </p>
    )
  )
}

interface EditorProps extends FieldEditorProps {
  readonly id: string
  readonly describedBy: string | undefined
}

function Editor({ field, input, onInput, onCreate, error, id, describedBy }: EditorProps) {
  const control: ControlProps = {
    id,
    className: 'field-input',
    'aria-describedby': describedBy,
    'aria-invalid': error !== undefined,
    'aria-required': field.required === true,
  }
  const text = typeof input === 'string' ? input : ''
  const group = { labelledBy: `${id}-label`, describedBy, onInput }
  switch (field.kind) {
    case 'longText':
      return <LongTextEditor control={control} text={text} onText={onInput} />
    case 'choice':
      return <ChoiceEditor control={control} options={field.options} text={text} onText={onInput} />
    case 'choices':
      return <ChoicesEditor options={field.options} input={input} {...group} />
    case 'boolean':
      return <BooleanEditor id={id} isRequired={field.required === true} input={input} {...group} />
    case 'date':
    case 'dateTime':
      return <DateEditor control={control} kind={field.kind} text={text} onText={onInput} />
    case 'money':
      return <MoneyEditor control={control} currency={field.currency} text={text} onText={onInput} />
    case 'reference':
      return (
        <ReferencePicker
          {...control}
          model={field.model}
          value={text}
          onValue={onInput}
          onCreate={onCreate}
          // A dialog is not left by a link.
          opens={onCreate !== undefined}
        />
      )
    default:
      return (
        <input
          {...control}
          {...INPUT_TYPES[field.kind]}
          autoComplete="off"
          value={text}
          onChange={(event) => onInput(event.target.value)}
        />
      )
  }
}

/** Read from the left in every language. */
const LTR = { dir: 'ltr' } as const

/** The keyboard that fits; what is typed is never changed on the way. */
const INPUT_TYPES = {
  text: { type: 'text', dir: 'auto' },
  phone: { type: 'tel', ...LTR },
  email: { type: 'email', autoCapitalize: 'off', spellCheck: false, ...LTR },
  url: { type: 'url', autoCapitalize: 'off', spellCheck: false, ...LTR },
  integer: { type: 'text', inputMode: 'numeric', ...LTR },
} as const
