import type { Lock } from './ports.ts'

/** A Web Lock, held across the tabs and the worker of one browser profile. */
export function webLock(locks: LockManager, name: string): Lock {
  return {
    ifAvailable: (work) =>
      locks.request(name, { ifAvailable: true }, async (lock) => (lock ? work() : ('busy' as const))),
    whenFree: async (work, signal) => {
      if (signal.aborted) return
      let began = false
      try {
        await locks.request(name, { signal }, () => {
          began = true
          return work()
        })
      } catch (error) {
        // Aborted while waiting is the caller's wish; anything that `work` throws is not.
        if (began || !signal.aborted) throw error
      }
    },
  }
}

/** Where the browser has no Web Locks: everybody may work at once, and idempotency keeps it right (F12). */
export const noLock: Lock = {
  ifAvailable: (work) => work(),
  whenFree: async (work, signal) => {
    if (!signal.aborted) await work()
  },
}
