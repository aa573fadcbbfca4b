import { useSyncExternalStore } from 'react'

/**
 * How many CSS pixels of the window an on-screen keyboard covers: what must stay in view ends above it. Most browsers make the
 * window smaller instead, and this is 0; Safari lays the keyboard over it.
 */
export function useKeyboardInset(): number {
  return useSyncExternalStore(subscribe, coveredPx)
}

/** Less is a toolbar, or the person has zoomed in. */
const KEYBOARD_MIN_PX = 120

function coveredPx(): number {
  const view = window.visualViewport
  if (!view || view.scale > 1.01) return 0
  const covered = Math.round(window.innerHeight - view.height)
  return covered >= KEYBOARD_MIN_PX ? covered : 0
}

function subscribe(listener: () => void): () => void {
  const view = window.visualViewport
  view?.addEventListener('resize', listener)
  return () => view?.removeEventListener('resize', listener)
}
