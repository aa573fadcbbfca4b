import { zoneText } from '../../i18n/show-value.ts'
import type { ControlProps } from './field-editor.tsx'
import { UNREADABLE } from './input.ts'

interface DateEditorProps {
  readonly control: ControlProps
  readonly kind: 'date' | 'dateTime'
  readonly text: string
  readonly onText: (text: string) => void
}

/** The browser's own calendar. Half a date is not an empty one: it is kept as what cannot be read, and said to be so. */
export function DateEditor({ control, kind, text, onText }: DateEditorProps) {
  const zoneId = `${control.id}-zone`
  const describedBy = [control['aria-describedby'], kind === 'dateTime' && zoneId].filter(Boolean).join(' ')
  return (
    <>
      <input
        {...control}
        aria-describedby={describedBy === '' ? undefined : describedBy}
        type={kind === 'date' ? 'date' : 'datetime-local'}
        value={text === UNREADABLE ? '' : text}
        onChange={({ target }) => onText(target.validity.badInput ? UNREADABLE : target.value)}
      />
      {kind === 'dateTime' && (
        <p id={zoneId} className="mt-1 text-13 text-muted">
          {zoneText()}
        </p>
      )}
    </>
  )
}
