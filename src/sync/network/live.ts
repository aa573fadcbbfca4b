import { pause } from '../pause.ts'
import type { Environment, Lock, Outcome, Timers, Transport } from '../ports.ts'

export interface LiveOptions {
  readonly transport: Pick<Transport, 'live'>
  /** One page of the profile holds the stream: a stream per tab would use up the browser's six connections (F71). */
  readonly lock: Lock
  readonly visibility: Visibility
  readonly timers: Timers
  readonly environment: Environment
  /** A hint that the server has something, after the jitter that it asked for; also on opening. */
  readonly onHint: (cursor: string) => void
  /** The stream broke, or could not be opened: a hint that the network may be gone. */
  readonly onBroken: (outcome: Outcome<'ended'>) => void
}

export interface LiveStream {
  /** The server was heard again: a stream that waits to be opened waits a second at most, unless the server asked for more. */
  retrySoon(): void
  stop(): void
}

export interface Visibility {
  isVisible(): boolean
  onChange(listener: () => void): () => void
}

/** Hidden for so long, a page leaves the stream to another one. */
export const HIDDEN_MS = 30_000
const RETRY_MS_FIRST = 1_000
const RETRY_MS_MAX = 60_000

/**
 * Keeps one live stream per browser profile open while the page is visible: reads hints, reconnects with full jitter, gives
 * the stream up after 30 s hidden and asks for it again when the page is seen.
 */
export function startLive(options: LiveOptions): LiveStream {
  const { visibility, timers, lock } = options
  let holding: AbortController | undefined
  let heard = new AbortController()
  let cancelGiveUp = (): void => undefined

  const seek = (): void => {
    cancelGiveUp()
    if (!visibility.isVisible()) {
      cancelGiveUp = timers.after(HIDDEN_MS, () => {
        holding?.abort()
        holding = undefined
      })
    } else if (!holding) {
      const mine = new AbortController()
      holding = mine
      void lock.whenFree(() => stream(options, () => heard.signal, mine.signal), mine.signal)
    }
  }

  const unwatch = visibility.onChange(seek)
  seek()
  return {
    retrySoon: () => {
      heard.abort()
      heard = new AbortController()
    },
    stop: () => {
      unwatch()
      cancelGiveUp()
      holding?.abort()
    },
  }
}

/**
 * Opens the stream again and again until `signal` is aborted.
 * @param heard aborted when the server is heard again; the one of the moment
 */
async function stream(options: LiveOptions, heard: () => AbortSignal, signal: AbortSignal): Promise<void> {
  const { transport, timers, environment } = options
  let failures = 0
  let cancelHint = (): void => undefined
  while (!signal.aborted) {
    const outcome = await transport.live(({ cursor, spread_ms }) => {
      failures = 0
      // One jitter for hints that come close together: the pull reads whatever is there by then.
      cancelHint()
      cancelHint = timers.after(environment.random() * spread_ms, () => options.onHint(cursor))
    }, signal)
    if (signal.aborted) break
    options.onBroken(outcome)
    failures++
    await waitToRetry(options, outcome, failures, heard(), signal)
  }
  cancelHint()
}

async function waitToRetry(
  { timers, environment }: LiveOptions,
  outcome: Outcome<'ended'>,
  failures: number,
  heard: AbortSignal,
  signal: AbortSignal,
): Promise<void> {
  if (outcome.kind === 'problem' && outcome.retryAfterMs !== undefined) {
    return pause(timers, outcome.retryAfterMs, signal)
  }
  const { random } = environment
  await pause(timers, random() * Math.min(RETRY_MS_MAX, RETRY_MS_FIRST * 2 ** failures), signal, heard)
  // Not all devices at once.
  if (heard.aborted) await pause(timers, random() * RETRY_MS_FIRST, signal)
}
