import { i18n } from '@lingui/core'
import { word } from '../../i18n/show-value.ts'
import type { ControlProps } from './field-editor.tsx'
import type { Input } from './input.ts'

interface ChoiceEditorProps {
  readonly control: ControlProps
  readonly options: { readonly [key: string]: string }
  /** The key chosen; '' is none. One that a newer build knows stays. */
  readonly text: string
  readonly onText: (text: string) => void
}

/** One of a few. */
export function ChoiceEditor({ control, options, text, onText }: ChoiceEditorProps) {
  return (
    <select {...control} value={text} onChange={(event) => onText(event.target.value)}>
      <option value="">{i18n.t('Not set')}</option>
      {Object.entries(options).map(([key, label]) => (
        <option key={key} value={key}>
          {word(label)}
        </option>
      ))}
      {text !== '' && !Object.hasOwn(options, text) && <option value={text}>{text}</option>}
    </select>
  )
}

interface ChoicesEditorProps {
  readonly options: { readonly [key: string]: string }
  readonly input: Input
  readonly onInput: (input: Input) => void
  readonly labelledBy: string
  readonly describedBy: string | undefined
}

/** Any number of a few. */
export function ChoicesEditor({ options, input, onInput, labelledBy, describedBy }: ChoicesEditorProps) {
  const chosen = typeof input === 'object' ? input : []
  const toggle = (key: string) =>
    onInput(chosen.includes(key) ? chosen.filter((other) => other !== key) : [...chosen, key])
  return (
    <div
      role="group"
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      className="grid rounded-input border border-edge bg-card px-3 py-1 sm:grid-cols-2"
    >
      {Object.entries(options).map(([key, label]) => (
        <label key={key} className="flex min-h-11 cursor-pointer items-center gap-3">
          <input
            type="checkbox"
            className="size-6 shrink-0 accent-accent"
            checked={chosen.includes(key)}
            onChange={() => toggle(key)}
          />
          {word(label)}
        </label>
      ))}
    </div>
  )
}
