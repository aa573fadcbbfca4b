import { currencySign } from '../../i18n/show-value.ts'
import type { ControlProps } from './field-editor.tsx'

interface MoneyEditorProps {
  readonly control: ControlProps
  /** ISO 4217. */
  readonly currency: string | undefined
  readonly text: string
  readonly onText: (text: string) => void
}

/** The digits are read from the left in every language; their sign stands at the end of the line as the language reads. */
const SIGN_ROOM = 'pe-16 rtl:ps-16 rtl:pe-3'

/** An amount by its digits, with its currency beside it. */
export function MoneyEditor({ control, currency, text, onText }: MoneyEditorProps) {
  const signId = `${control.id}-currency`
  const describedBy = [control['aria-describedby'], currency && signId].filter(Boolean).join(' ')
  return (
    <div className="relative">
      <input
        {...control}
        aria-describedby={describedBy === '' ? undefined : describedBy}
        className={`${control.className} tabular-nums ${currency === undefined ? '' : SIGN_ROOM}`}
        type="text"
        dir="ltr"
        inputMode="decimal"
        autoComplete="off"
        value={text}
        onChange={(event) => onText(event.target.value)}
      />
      {currency !== undefined && (
        <span id={signId} className="pointer-events-none absolute end-3 top-[22px] -translate-y-1/2 text-15 text-muted">
          {currencySign(currency)}
        </span>
      )}
    </div>
  )
}
