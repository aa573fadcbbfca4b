import type { Timers } from '../ports.ts'

/** Ends an exchange that gets nowhere. */
export interface Watchdog {
  /** Aborted by the caller's signal, or when time is up. */
  readonly signal: AbortSignal
  /** Was it the watchdog, not the caller, that ended the exchange? */
  timedOut(): boolean
  /** So many bytes came in. */
  fed(bytes: number): void
  /** Time stands still until the next bytes: the delay is ours, not the server's. */
  pause(): void
  stop(): void
}

/** WP4: a short call may take this long, plus its bodies at this speed; a stream may be silent this long. */
export const CALL_MS = 15_000
export const BYTES_PER_MS_MIN = (4 * 1024) / 1000
export const SILENCE_MS = 30_000

/** Gives a call 15 s and, for every 4 KiB sent or received, one second more. */
export function watchPace(timers: Timers, bytesSent: number, caller: AbortSignal): Watchdog {
  let credit = 0
  const dog = watch(timers, caller, () => {
    const moreMs = credit / BYTES_PER_MS_MIN
    credit = 0
    return moreMs
  })
  dog.arm(CALL_MS + bytesSent / BYTES_PER_MS_MIN)
  return {
    ...dog,
    fed: (bytes) => {
      credit += bytes
    },
  }
}

/** Ends a stream from which nothing came for 30 s. */
export function watchSilence(timers: Timers, caller: AbortSignal): Watchdog {
  const dog = watch(timers, caller, () => 0)
  dog.arm(SILENCE_MS)
  return { ...dog, fed: () => dog.arm(SILENCE_MS) }
}

function watch(timers: Timers, caller: AbortSignal, moreMs: () => number) {
  const controller = new AbortController()
  let timedOut = false
  let pause = (): void => undefined
  const stop = (): void => {
    pause()
    caller.removeEventListener('abort', giveUp)
  }
  const giveUp = (): void => {
    stop()
    controller.abort(caller.reason)
  }
  const arm = (delayMs: number): void => {
    pause()
    if (controller.signal.aborted) return
    pause = timers.after(delayMs, () => {
      const more = moreMs()
      if (more > 0) return arm(more)
      timedOut = true
      stop()
      controller.abort(new DOMException('nothing came in time', 'TimeoutError'))
    })
  }
  if (caller.aborted) giveUp()
  else caller.addEventListener('abort', giveUp)
  return { signal: controller.signal, timedOut: () => timedOut, arm, pause: () => pause(), stop }
}
