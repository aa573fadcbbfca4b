import { Fragment } from 'react'
import { TITLE_SEPARATOR } from '../../../contract/label.ts'

/**
 * A record's name on one line. Of several parts each reads its own way and is cut at its own end, so that of each the beginning
 * stays; a short one gives way last, for half a day would be another one.
 */
export function TitleText({ children }: { children: string }) {
  const parts = children.split(TITLE_SEPARATOR)
  if (parts.length === 1) return <Part>{children}</Part>
  return (
    <span className="flex whitespace-pre">
      {parts.map((part, n) => (
        <Fragment key={n}>
          {n > 0 && TITLE_SEPARATOR}
          <Part>{part}</Part>
        </Fragment>
      ))}
    </span>
  )
}

/** So much more than 1 that beside it a short one loses no pixel, which would cost it a letter. */
function Part({ children }: { children: string }) {
  return (
    <span dir="auto" className={`block truncate ${children.length > SHORT ? 'min-w-16 shrink-[99999]' : ''}`}>
      {children}
    </span>
  )
}

/** Letters; few names, and no day, have more. */
const SHORT = 24
