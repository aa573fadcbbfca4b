import type { Stored } from '../sync/ports.ts'

/** Tells listeners here and in every other tab and worker what was stored. */
export interface WakeChannel {
  notify(stored: Stored): void
  /** As notify, to the others alone. */
  notifyOthers(stored: Stored): void
  listen(listener: (stored: Stored) => void): () => void
  close(): void
}

/** @param name of the database */
export function createWakeChannel(name: string): WakeChannel {
  const listeners = new Set<(stored: Stored) => void>()
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(name)
  const callAll = (stored: Stored): void => {
    for (const listener of [...listeners]) listener(stored)
  }
  if (channel) channel.onmessage = ({ data }: MessageEvent<unknown>) => callAll(toStored(data))
  let closed = false
  const notifyOthers = (stored: Stored): void => {
    // A write may end after its tab has closed the channel, which then throws.
    if (!closed) channel?.postMessage(stored)
  }
  return {
    notify: (stored) => {
      notifyOthers(stored)
      if (!closed) queueMicrotask(() => callAll(stored))
    },
    notifyOthers,
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

/** A tab of another version may say it in other words: then anything may have changed. */
function toStored(data: unknown): Stored {
  return data === 'records' || data === 'meta' ? data : 'all'
}
