import type { Environment, Lock, Outcome, Timers, Transport } from './ports.ts'

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
 * @returns stops it
 */
export function startLive(options: LiveOptions): () => void {
  const { visibility, timers, lock } = options
  let holding: AbortController | undefined
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
      void lock.whenFree(() => stream(options, mine.signal), mine.signal)
    }
  }

  const unwatch = visibility.onChange(seek)
  seek()
  return () => {
    unwatch()
    cancelGiveUp()
    holding?.abort()
  }
}

/** Opens the stream again and again until `signal` is aborted. */
async function stream(options: LiveOptions, signal: AbortSignal): Promise<void> {
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
    await pause(timers, retryDelayMs(outcome, failures, environment), signal)
  }
  cancelHint()
}

function retryDelayMs(outcome: Outcome<'ended'>, failures: number, { random }: Environment): number {
  if (outcome.kind === 'problem' && outcome.retryAfterMs !== undefined) return outcome.retryAfterMs
  return random() * Math.min(RETRY_MS_MAX, RETRY_MS_FIRST * 2 ** failures)
}

function pause(timers: Timers, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = timers.after(delayMs, done)
    function done(): void {
      cancel()
      signal.removeEventListener('abort', done)
      resolve()
    }
    signal.addEventListener('abort', done)
  })
}
