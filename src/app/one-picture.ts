import { flushSync } from 'react-dom'

/** Renders this at once, so that it is in the next picture, and with it what waits for that. */
export function renderNow(update: () => void): void {
  const updates = [...waiting, update]
  waiting = []
  flushSync(() => {
    for (const one of updates) one()
  })
}

/**
 * For what belongs into one picture with something else that this turn will show: both are one piece of work for React, where two
 * cost a phone 10 ms more. Where the other does not come it is rendered by itself, right behind the turn.
 */
export function renderTogether(update: () => void): void {
  waiting.push(update)
  setTimeout(() => waiting.length > 0 && renderNow(() => undefined))
}

let waiting: (() => void)[] = []
