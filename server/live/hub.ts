import type { Commits } from '../sync/commits.ts'

/** The open streams of this process. They get hints only: each may be lost, the newest cursor is enough. */
export interface LiveHub {
  /** @returns the function that ends listening */
  listen(scope: string, listener: LiveListener): () => void
  /** Ends all streams and takes no new ones. */
  close(): void
}

export interface LiveListener {
  hint(cursor: string, spreadMs: number): void
  end(): void
}

/** After a hint the next one of the same scope waits this long; of all commits in between it names the last. */
export const HINT_EVERY_MS = 50

/** How widely listeners should spread their pulls: 0 for few, about 500 pulls a second for many. */
export function spreadMs(listeners: number): number {
  return listeners <= 50 ? 0 : Math.min(listeners * 2, 10_000)
}

export function createLiveHub(commits: Pick<Commits, 'listen'>): LiveHub {
  const channels = new Map<string, Channel>()
  let isClosed = false
  return {
    listen: (scope, listener) => {
      if (isClosed) {
        queueMicrotask(listener.end)
        return () => {}
      }
      const channel = channels.get(scope) ?? openChannel(commits, scope)
      channels.set(scope, channel)
      channel.listeners.add(listener)
      return () => {
        if (!channel.listeners.delete(listener) || channel.listeners.size > 0) return
        channel.close()
        channels.delete(scope)
      }
    },
    close: () => {
      isClosed = true
      for (const { listeners } of channels.values()) for (const listener of listeners) listener.end()
    },
  }
}

/** The listeners of one scope; it lives as long as it has any. */
interface Channel {
  readonly listeners: Set<LiveListener>
  close(): void
}

function openChannel(commits: Pick<Commits, 'listen'>, scope: string): Channel {
  const listeners = new Set<LiveListener>()
  let timer: NodeJS.Timeout | undefined
  let waiting: string | undefined
  const tell = (cursor: string): void => {
    for (const listener of listeners) listener.hint(cursor, spreadMs(listeners.size))
    timer = setTimeout(() => {
      timer = undefined
      const next = waiting
      waiting = undefined
      if (next !== undefined) tell(next)
    }, HINT_EVERY_MS)
  }
  const stop = commits.listen(scope, (cursor) => {
    if (timer === undefined) tell(cursor)
    else waiting = cursor
  })
  return {
    listeners,
    close: () => {
      stop()
      clearTimeout(timer)
    },
  }
}
