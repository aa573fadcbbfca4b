import { isNewerMark } from '../../contract/mark.ts'
import type { Commits } from '../sync/commits.ts'

/** The open streams of this process. They get hints only: each may be lost, the newest cursor is enough. */
export interface LiveHub {
  /**
   * @param cursor up to where the listener has been told
   * @returns the function that ends listening
   */
  listen(scope: string, listener: LiveListener, cursor: string): () => void
  /** Ends all streams and takes no new ones. */
  close(): void
}

export interface LiveListener {
  hint(cursor: string, spreadMs: number): void
  end(): void
}

/** Where other processes commit too: how to learn of it. */
export interface OtherProcesses {
  /** The newest mark of a scope in the database. */
  readonly headOf: (scope: string) => Promise<string | undefined>
}

/** So often the heads of the scopes that somebody listens to are looked at, where other processes commit too. */
export const LOOK_EVERY_MS = 1_000

/** After a hint the next one of the same scope waits this long; of all commits in between it names the last. */
export const HINT_EVERY_MS = 50

/** How widely listeners should spread their pulls: 0 for few, about 500 pulls a second for many. */
export function spreadMs(listeners: number): number {
  return listeners <= 50 ? 0 : Math.min(listeners * 2, 10_000)
}

/** @param others absent: every commit is one of this process */
export function createLiveHub(commits: Pick<Commits, 'listen'>, others?: OtherProcesses): LiveHub {
  const channels = new Map<string, Channel>()
  const looking = others && lookRegularly(channels, others)
  let isClosed = false
  return {
    listen: (scope, listener, cursor) => {
      if (isClosed) {
        queueMicrotask(listener.end)
        return () => {}
      }
      const channel = channels.get(scope) ?? openChannel(commits, scope, cursor)
      channels.set(scope, channel)
      channel.add(listener, cursor)
      looking?.start()
      return () => {
        if (!channel.listeners.delete(listener) || channel.listeners.size > 0) return
        channel.close()
        channels.delete(scope)
        if (channels.size === 0) looking?.stop()
      }
    },
    close: () => {
      isClosed = true
      looking?.stop()
      for (const { listeners } of channels.values()) for (const listener of listeners) listener.end()
    },
  }
}

/** Looks while anybody listens, one look at a time. A database that does not answer is looked at again. */
function lookRegularly(channels: ReadonlyMap<string, Channel>, { headOf }: OtherProcesses) {
  let timer: NodeJS.Timeout | undefined
  let isLooking = false
  const lookAt = async ([scope, channel]: readonly [string, Channel]): Promise<void> => {
    const before = channel.newest()
    const head = await headOf(scope).catch(() => undefined)
    if (head === undefined || channels.get(scope) !== channel) return
    // Read after what was told, it is the head even if it is lower: of a restored history. Read at the same time, it may be old.
    if (channel.newest() === before) channel.set(head)
    else channel.offer(head)
  }
  const look = async (): Promise<void> => {
    if (isLooking) return
    isLooking = true
    await Promise.all([...channels].map(lookAt))
    isLooking = false
  }
  return {
    start: () => {
      timer ??= setInterval(() => void look(), LOOK_EVERY_MS)
    },
    stop: () => {
      clearInterval(timer)
      timer = undefined
    },
  }
}

/** The listeners of one scope; it lives as long as it has any. */
interface Channel {
  readonly listeners: Set<LiveListener>
  /** @param cursor what the listener knows: it may have been read before the newest that was told */
  add(listener: LiveListener, cursor: string): void
  newest(): string
  /** Tells it, if it is newer than what was told. */
  offer(cursor: string): void
  /** Tells it, if it is another than what was told: it is known to be the head. */
  set(cursor: string): void
  close(): void
}

function openChannel(commits: Pick<Commits, 'listen'>, scope: string, from: string): Channel {
  const listeners = new Set<LiveListener>()
  let newest = from
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
  const set = (cursor: string): void => {
    if (cursor === newest) return
    newest = cursor
    if (timer === undefined) tell(cursor)
    else waiting = cursor
  }
  const offer = (cursor: string): void => {
    if (isNewerMark(cursor, newest)) set(cursor)
  }
  // Nobody restores a database between two hints: a lower one that comes so soon was overtaken, and a later one is of a restored history.
  const stop = commits.listen(scope, (mark) => (timer === undefined ? set : offer)(mark))
  return {
    listeners,
    add: (listener, cursor) => {
      listeners.add(listener)
      offer(cursor)
      if (newest !== cursor) listener.hint(newest, 0)
    },
    newest: () => newest,
    offer,
    set,
    close: () => {
      stop()
      clearTimeout(timer)
    },
  }
}
