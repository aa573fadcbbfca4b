import { Fragment } from 'react'
import { TITLE_SEPARATOR } from '../../../contract/label.ts'

/**
 * A record's name on one line. Of several parts each reads its own way and is cut at its own end, so that of each the beginning
 * stays. The longest gives way first: half a day would be another one.
 */
export function TitleText({ children }: { children: string }) {
  const parts = children.split(TITLE_SEPARATOR)
  if (parts.length === 1) return <Part text={children} />
  const most = Math.max(...parts.map(({ length }) => length))
  const longest = parts.findIndex(({ length }) => length === most)
  return (
    <span className="flex whitespace-pre">
      {parts.map((part, n) => (
        <Fragment key={n}>
          {n > 0 && TITLE_SEPARATOR}
          <Part text={part} givesWay={n === longest} />
        </Fragment>
      ))}
    </span>
  )
}

/** The part that gives way shrinks so much faster than the others that they lose not even a pixel, which would cut a letter. */
function Part({ text, givesWay = false }: { text: string; givesWay?: boolean }) {
  return (
    <span dir="auto" className={`block truncate ${givesWay ? 'min-w-16 shrink-[99999]' : ''}`}>
      {text}
    </span>
  )
}
