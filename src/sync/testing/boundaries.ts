import type { SyncStore } from '../ports.ts'

/** Every place where an engine waits for its store or the network: before the call and after it. */
export interface Boundaries {
  /** Called at each; what it returns is awaited before the engine goes on. */
  at: ((n: number) => Promise<void> | undefined) | undefined
  /** How many were passed. */
  readonly count: number
  wrapStore(store: SyncStore): SyncStore
  wrapFetch(fetch: typeof globalThis.fetch): typeof globalThis.fetch
}

export function createBoundaries(): Boundaries {
  let count = 0
  const pass = async (): Promise<void> => {
    count++
    await boundaries.at?.(count)
  }
  const around = async <T>(work: () => Promise<T>): Promise<T> => {
    await pass()
    const result = await work()
    await pass()
    return result
  }
  const boundaries: Boundaries = {
    at: undefined,
    get count() {
      return count
    },
    wrapStore: (store) => ({
      ...store,
      read: (work) => around(() => store.read(work)),
      transact: (work) => around(() => store.transact(work)),
      note: (work) => around(() => store.note(work)),
    }),
    wrapFetch: (fetch) => (input, init) => around(() => fetch(input, init)),
  }
  return boundaries
}

/** A promise for an engine whose page is gone. */
export function forever(): Promise<never> {
  return new Promise(() => undefined)
}
