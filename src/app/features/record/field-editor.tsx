import { i18n } from '@lingui/core'
import { type ReactNode, useId } from 'react'
import type { Field } from '../../../../contract/model.ts'
import { word } from '../../i18n/show-value.ts'
import type { Input } from './input.ts'
import { ReferencePicker } from './reference-picker.tsx'

export interface FieldEditorProps {
  readonly field: Field
  readonly input: Input
  readonly onInput: (input: Input) => void
  /** What is wrong with the value, as a sentence. */
  readonly error?: string | undefined
  /** What else there is to know about the field. */
  readonly note?: string | undefined
}

/** One field with its label: found by it, told by it. That it is required stands beside the label, not in it. */
export function FieldEditor(props: FieldEditorProps) {
  const { field, error, note } = props
  const id = useId()
  const describedBy = [error && `${id}-error`, note && `${id}-note`].filter(Boolean).join(' ') || undefined
  const Label = field.kind === 'choices' ? 'span' : 'label'
  return (
    <div>
      <div className="mb-1 flex flex-wrap items-baseline justify-between gap-2">
        <Label
          {...(field.kind === 'choices' ? {} : { htmlFor: id })}
          id={`${id}-label`}
          className="text-15 font-semibold"
        >
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

function Editor({ field, input, onInput, error, id, describedBy }: EditorProps) {
  const common = {
    id,
    className: 'field-input',
    'aria-describedby': describedBy,
    'aria-invalid': error !== undefined,
    'aria-required': field.required === true,
  }
  const text = typeof input === 'string' ? input : ''
  switch (field.kind) {
    case 'longText':
      return <textarea {...common} rows={4} value={text} onChange={(event) => onInput(event.target.value)} />
    case 'choice':
      return (
        <select {...common} value={text} onChange={(event) => onInput(event.target.value)}>
          <option value="">{i18n.t('Not set')}</option>
          {Object.entries(field.options).map(([key, label]) => (
            <option key={key} value={key}>
              {word(label)}
            </option>
          ))}
          {text !== '' && !Object.hasOwn(field.options, text) && <option value={text}>{text}</option>}
        </select>
      )
    case 'choices':
      return (
        <Choices
          options={field.options}
          input={input}
          onInput={onInput}
          labelledBy={`${id}-label`}
          describedBy={describedBy}
        />
      )
    case 'boolean':
      return (
        <input
          id={id}
          type="checkbox"
          className="size-7 accent-accent"
          aria-describedby={describedBy}
          checked={input === true}
          onChange={(event) => onInput(event.target.checked)}
        />
      )
    case 'reference':
      return <ReferencePicker {...common} model={field.model} value={text} onValue={onInput} />
    default:
      return (
        <input
          {...common}
          {...INPUT_TYPES[field.kind]}
          autoComplete="off"
          value={text}
          onChange={(event) => onInput(event.target.value)}
        />
      )
  }
}

const INPUT_TYPES = {
  text: { type: 'text' },
  phone: { type: 'tel' },
  email: { type: 'email' },
  url: { type: 'url' },
  integer: { type: 'text', inputMode: 'numeric' },
  money: { type: 'text', inputMode: 'decimal' },
  date: { type: 'date' },
  dateTime: { type: 'datetime-local' },
} as const

interface ChoicesProps {
  readonly options: { readonly [key: string]: string }
  readonly input: Input
  readonly onInput: (input: Input) => void
  readonly labelledBy: string
  readonly describedBy: string | undefined
}

function Choices({ options, input, onInput, labelledBy, describedBy }: ChoicesProps) {
  const chosen = typeof input === 'object' ? input : []
  const toggle = (key: string) =>
    onInput(chosen.includes(key) ? chosen.filter((other) => other !== key) : [...chosen, key])
  return (
    <div role="group" aria-labelledby={labelledBy} aria-describedby={describedBy} className="grid sm:grid-cols-2">
      {Object.entries(options).map(([key, label]) => (
        <label key={key} className="flex min-h-11 items-center gap-3">
          <input
            type="checkbox"
            className="size-6 accent-accent"
            checked={chosen.includes(key)}
            onChange={() => toggle(key)}
          />
          {word(label)}
        </label>
      ))}
    </div>
  )
}
