import { i18n } from '@lingui/core'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { Button } from '../../ui/button.tsx'

interface StepsProps {
  /** From 0. */
  readonly at: number
  readonly count: number
  readonly onStep: (to: number) => void
}

/** From one question to the next. At an end a button stays where it is, and keeps the focus. */
export function Steps({ at, count, onStep }: StepsProps) {
  if (count < 2) return null
  const button = (to: number, name: string, Icon: typeof ChevronLeft) => {
    const isEnd = to < 0 || to >= count
    return (
      <Button
        look="quiet"
        aria-label={name}
        aria-disabled={isEnd}
        className={`max-sm:px-0 ${isEnd ? 'opacity-50' : ''}`}
        onClick={() => isEnd || onStep(to)}
      >
        <Icon aria-hidden="true" size={22} className="rtl:rotate-180" />
      </Button>
    )
  }
  return (
    <div className="-ms-3 flex items-center">
      {button(at - 1, i18n.t('Previous'), ChevronLeft)}
      {/* On a phone every card says it, and the row is full. */}
      <span className="text-15 tabular-nums text-muted max-sm:hidden">{nthText(at, count)}</span>
      {button(at + 1, i18n.t('Next'), ChevronRight)}
    </div>
  )
}

/** `1 of 3` @param at from 0 */
export function nthText(at: number, count: number): string {
  return i18n.t('{nth} of {count}', { nth: i18n.number(at + 1), count: i18n.number(count) })
}
