/** Tells listeners here and in every other tab and worker that something was stored. */
export interface WakeChannel {
  notify(): void
  listen(listener: () => void): () => void
  close(): void
}

/** @param name of the database */
export function createWakeChannel(name: string): WakeChannel {
  const listeners = new Set<() => void>()
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(name)
  const callAll = (): void => {
    for (const listener of [...listeners]) listener()
  }
  if (channel) channel.onmessage = callAll
  return {
    notify: () => {
      channel?.postMessage(null)
      queueMicrotask(callAll)
    },
    listen: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => {
      listeners.clear()
      channel?.close()
    },
  }
}
