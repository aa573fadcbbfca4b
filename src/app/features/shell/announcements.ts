import { useEffect, useState } from 'react'

/** One thing said politely; `undo` is offered beside it. */
export interface Announcement {
  readonly text: string
  readonly undo?: () => void
  /** It stands on the screen already, elsewhere. */
  readonly isForEars?: boolean
}

/** Says something in the app's one polite live region, in place of what it said before. */
export function announce(text: string, options: { undo?: () => void } = {}): void {
  tell({ text, ...options })
}

/** Says what whoever looks at the screen sees anyway, unless something else is being said. */
export function whisper(text: string): void {
  if (!current || current.isForEars) tell({ text, isForEars: true })
}

/**
 * Empties the live region: before a save, so that nobody takes the last success for this one's.
 * @param text only if it says this
 */
export function hush(text?: string): void {
  if (text === undefined || current?.text === text) tell(undefined)
}

/**
 * What the live region says now; a new object for every announcement. A state like any other, which React puts on the screen
 * together with what it is said of; what comes through `useSyncExternalStore` would have a picture of its own before it.
 */
export function useAnnouncement(): Announcement | undefined {
  const [said, setSaid] = useState(current)
  useEffect(() => {
    const listen = () => setSaid(current)
    listen()
    return subscribe(listen)
  }, [])
  return said
}

let current: Announcement | undefined
const listeners = new Set<() => void>()

function tell(announcement: Announcement | undefined): void {
  current = announcement
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
