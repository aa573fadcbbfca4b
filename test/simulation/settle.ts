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

const queued: (() => Promise<void>)[] = []

/**
 * Something that another process answers, such as a database server: it is asked when nothing else happens any more, and nothing
 * else happens until it has answered. So the order of events is the same, however long the answer takes.
 * @param ask undefined if there is nobody any more who asks: the promise stays as it is
 */
export function askOutside<T>(ask: () => Promise<T> | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    queued.push(async () => ask()?.then(resolve, reject))
  })
}

/** Resolves when nothing more happens until the clock is turned. */
export async function settle(): Promise<void> {
  for (;;) {
    do await new Promise<void>((resolve) => void realSet(resolve))
    while (waiting.size > 0)
    const next = queued.shift()
    if (!next) return
    await next()
  }
}
