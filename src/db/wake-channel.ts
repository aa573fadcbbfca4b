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
  let closed = false
  return {
    notify: () => {
      // A write may end after its tab has closed the channel, which then throws.
      if (closed) return
      channel?.postMessage(null)
      queueMicrotask(callAll)
    },
    listen: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => {
      closed = true
      listeners.clear()
      channel?.close()
    },
  }
}
