import type { Timers } from './ports.ts'

/** Waits; no longer than until one of `signals` is aborted. */
export function pause(timers: Timers, delayMs: number, ...signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    if (signals.some(({ aborted }) => aborted)) return resolve()
    const end = (): void => {
      cancel()
      for (const signal of signals) signal.removeEventListener('abort', end)
      resolve()
    }
    const cancel = timers.after(delayMs, end)
    for (const signal of signals) signal.addEventListener('abort', end)
  })
}
