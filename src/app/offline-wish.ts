/*
 * Does the person want nothing to go out or come in? The engine reads it where it is stored; whatever else would go to the server
 * by itself (the live stream, a look for a new version, the history of a record) asks here.
 */

export function worksOffline(): boolean {
  return isOn
}

/** As it is stored for the person whose data is open. */
export function setWorksOffline(next: boolean): void {
  if (next === isOn) return
  isOn = next
  for (const listener of [...listeners]) listener()
}

/**
 * Runs something whenever the person does not work offline. @param start begins it, and returns a function that ends it
 * @returns a function that ends it for good
 */
export function whileOnline(start: () => () => void): () => void {
  let stop: (() => void) | undefined
  const follow = () => {
    if (isOn) stop?.()
    stop = isOn ? undefined : (stop ?? start())
  }
  follow()
  listeners.add(follow)
  return () => {
    listeners.delete(follow)
    stop?.()
  }
}

let isOn = false
const listeners = new Set<() => void>()
