import { flushSync } from 'react-dom'

/** Renders this update at once, so that the next picture shows it, together with those that `renderTogether` holds back. */
export function renderNow(update: () => void): void {
  const updates = [...waiting, update]
  waiting = []
  flushSync(() => {
    for (const one of updates) one()
  })
}

/**
 * Holds an update back until the next `renderNow` of this turn, so that React renders both at once: separately they cost a phone 10 ms
 * more. If none comes, the update is rendered by itself right after the turn.
 */
export function renderTogether(update: () => void): void {
  waiting.push(update)
  setTimeout(() => waiting.length > 0 && renderNow(() => undefined))
}

let waiting: (() => void)[] = []
