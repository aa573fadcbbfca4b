/**
 * What runs by itself in this process, without a clock: promises, ticks, and the immediates by which fake-indexeddb goes on.
 * Immediates are counted, so that "nothing more happens" is known and not guessed.
 */
const realSet = globalThis.setImmediate
const realClear = globalThis.clearImmediate
const waiting = new Set<NodeJS.Immediate>()

globalThis.setImmediate = Object.assign(
  (callback: (...args: unknown[]) => void, ...args: unknown[]) => {
    const immediate = realSet(() => {
      waiting.delete(immediate)
      callback(...args)
    })
    waiting.add(immediate)
    return immediate
  },
  { __promisify__: realSet.__promisify__ },
) as typeof setImmediate // Node's overloads, of which the simulated code uses one.
globalThis.clearImmediate = (immediate) => {
  if (immediate) waiting.delete(immediate)
  realClear(immediate)
}

/** Resolves when nothing more happens until the clock is turned. */
export async function settle(): Promise<void> {
  do await new Promise<void>((resolve) => void realSet(resolve))
  while (waiting.size > 0)
}
