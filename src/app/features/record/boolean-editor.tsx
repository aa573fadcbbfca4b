import { i18n } from '@lingui/core'
import type { Input } from './input.ts'

interface BooleanEditorProps {
  readonly id: string
  readonly isRequired: boolean
  readonly input: Input
  readonly onInput: (input: Input) => void
  readonly labelledBy: string
  readonly describedBy: string | undefined
}

/** Yes, no, or – where it may be – nobody has said. */
export function BooleanEditor({ id, isRequired, input, onInput, labelledBy, describedBy }: BooleanEditorProps) {
  const options: readonly { value: Input; text: string }[] = [
    { value: true, text: i18n.t('Yes') },
    { value: false, text: i18n.t('No') },
    ...(isRequired ? [] : [{ value: '', text: i18n.t('Not set') }]),
  ]
  return (
    <div
      role="radiogroup"
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      aria-required={isRequired}
      className="flex flex-wrap gap-x-6"
    >
      {options.map(({ value, text }) => (
        <label key={text} className="flex min-h-11 cursor-pointer items-center gap-3">
          <input
            type="radio"
            name={id}
            className="size-6 accent-accent"
            checked={input === value}
            onChange={() => onInput(value)}
          />
          {text}
        </label>
      ))}
    </div>
  )
}
