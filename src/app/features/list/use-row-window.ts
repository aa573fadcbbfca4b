import { type RefCallback, useCallback, useState } from 'react'
import { flushSync } from 'react-dom'

/** A part of a long list. */
export interface Rows {
  readonly first: number
  readonly count: number
}

/** Which rows of a long list are to be there. */
interface RowWindow {
  /** Of the element that scrolls. */
  readonly scroller: RefCallback<HTMLElement>
  /** With one below: a finger that begins to move finds it there. */
  readonly inView: Rows
  /** Those in view and some around them. */
  readonly around: Rows
  /** Rises when the list is scrolled so far that nothing of what was there is there any more. */
  readonly jumps: number
  /** The record whose row had the focus then: without it the keyboard has nothing to scroll from. */
  readonly held: string | undefined
}

/** So many rows above and below those in view. */
const AROUND = 8
/** The window moves in steps of so many rows: not every row that passes renders the list. */
const STEP = 4

type View = Omit<RowWindow, 'scroller'>

/**
 * The part of a list that is in view. All rows have one height, so nothing is kept or measured for each: a list of 100,000
 * costs what one of 10 does.
 * @param rowHeightRem in the person's own text size
 */
export function useRowWindow(rowHeightRem: number): RowWindow {
  const [view, setView] = useState(NOTHING_YET)
  const scroller = useCallback(
    (element: HTMLElement | null) => {
      if (!element) return
      const look = (): void => {
        const rowPx = rowHeightRem * remPx()
        const [top, bottom] = [element.scrollTop / rowPx, (element.scrollTop + element.clientHeight) / rowPx]
        setView((before) => viewOf(before, Math.floor(top), Math.ceil(bottom), heldIn(element)))
      }
      look()
      const resized = new ResizeObserver(look)
      resized.observe(element)
      // Within the event, and so in the picture that it is the beginning of: React's own time may be after that.
      const onScroll = () => flushSync(look)
      element.addEventListener('scroll', onScroll, { passive: true })
      return () => {
        resized.disconnect()
        element.removeEventListener('scroll', onScroll)
      }
    },
    [rowHeightRem],
  )
  return { scroller, ...view }
}

const NOTHING_YET: View = { inView: { first: 0, count: 0 }, around: { first: 0, count: 0 }, jumps: 0, held: undefined }

/** @returns `before` if the rows to be there are the same */
function viewOf(before: View, top: number, bottom: number, held: string | undefined): View {
  const first = Math.max(0, toStep(top - AROUND))
  const around = { first, count: toStep(bottom + AROUND + STEP - 1) - first }
  const was = before.around
  if (was.first === around.first && was.count === around.count) return before
  const isApart = around.first >= was.first + was.count || was.first >= around.first + around.count
  return { inView: { first: top, count: bottom - top + 1 }, around, jumps: before.jumps + (isApart ? 1 : 0), held }
}

function heldIn(scroller: HTMLElement): string | undefined {
  const focused = document.activeElement
  return scroller.contains(focused) ? focused?.closest<HTMLElement>('[data-id]')?.dataset['id'] : undefined
}

function toStep(row: number): number {
  return Math.floor(row / STEP) * STEP
}

function remPx(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16
}
