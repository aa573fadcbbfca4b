import type { SavedEntry, VisibleRow } from '../sync/core/types.ts'
import type { Stored } from '../sync/ports.ts'

/** What one save has stored, whole: the tab that saved it need not read it again. */
export interface StoredSave {
  /** Its log record. */
  readonly n: number
  readonly entry: SavedEntry
  readonly visible: VisibleRow | null
}

/** @param save the save, if this was one of this tab and nothing else */
export type StoredListener = (stored: Stored, save?: StoredSave) => void

/** Tells listeners here and in every other tab and worker what was stored. */
export interface WakeChannel {
  notify(stored: Stored, save?: StoredSave): void
  /** As notify, to the others alone. */
  notifyOthers(stored: Stored): void
  listen(listener: StoredListener): () => void
  close(): void
}

/** @param name of the database */
export function createWakeChannel(name: string): WakeChannel {
  const listeners = new Set<StoredListener>()
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(name)
  const callAll: StoredListener = (stored, save) => {
    for (const listener of [...listeners]) listener(stored, save)
  }
  if (channel) channel.onmessage = ({ data }: MessageEvent<unknown>) => callAll(toStored(data))
  let closed = false
  const notifyOthers = (stored: Stored): void => {
    // A write may end after its tab has closed the channel, which then throws.
    if (!closed) channel?.postMessage(stored)
  }
  return {
    notify: (stored, save) => {
      notifyOthers(stored)
      if (!closed) queueMicrotask(() => callAll(stored, save))
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
  return data === 'records' || data === 'meta' || data === 'log' ? data : 'all'
}
