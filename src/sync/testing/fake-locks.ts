/** Web Locks of one browser profile, as far as `webLock` uses them. */
export function createFakeLocks(): LockManager {
  const holders = new Map<string, Promise<unknown>>()
  const request = async (
    name: string,
    options: LockOptions,
    work: (lock: Lock | null) => unknown,
  ): Promise<unknown> => {
    const { signal } = options
    if (options.ifAvailable && holders.has(name)) return work(null)
    for (let holder = holders.get(name); holder; holder = holders.get(name)) {
      await Promise.race([holder, aborted(signal)])
      signal?.throwIfAborted()
    }
    const held = Promise.resolve().then(() => work({ name, mode: 'exclusive' }))
    const ended = held.then(
      () => holders.delete(name),
      () => holders.delete(name),
    )
    holders.set(name, ended)
    return held.finally(() => ended)
  }
  // Only the signatures that `webLock` calls.
  return { request } as unknown as LockManager
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => signal?.addEventListener('abort', () => resolve()))
}
