import { type RefCallback, useCallback, useState } from 'react'

/** Which rows of a long list are to be there: those in view and some around them. */
interface RowWindow {
  /** Of the element that scrolls. */
  readonly scroller: RefCallback<HTMLElement>
  readonly first: number
  readonly rows: number
}

/** So many rows above and below those in view. */
const AROUND = 8
/** The window moves in steps of so many rows: not every row that passes renders the list. */
const STEP = 4

/**
 * The part of a list that is in view. All rows have one height, so nothing is kept or measured for each: a list of 100,000
 * costs what one of 10 does.
 * @param rowHeightRem in the person's own text size
 */
export function useRowWindow(rowHeightRem: number): RowWindow {
  const [view, setView] = useState({ first: 0, rows: 0 })
  const scroller = useCallback(
    (element: HTMLElement | null) => {
      if (!element) return
      const look = (): void => {
        const rowPx = rowHeightRem * remPx()
        const first = Math.max(0, toStep(Math.floor(element.scrollTop / rowPx) - AROUND))
        const rows = toStep(Math.ceil((element.scrollTop + element.clientHeight) / rowPx) + AROUND + STEP - 1) - first
        setView((before) => (before.first === first && before.rows === rows ? before : { first, rows }))
      }
      look()
      const resized = new ResizeObserver(look)
      resized.observe(element)
      element.addEventListener('scroll', look, { passive: true })
      return () => {
        resized.disconnect()
        element.removeEventListener('scroll', look)
      }
    },
    [rowHeightRem],
  )
  return { scroller, ...view }
}

function toStep(row: number): number {
  return Math.floor(row / STEP) * STEP
}

function remPx(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16
}
