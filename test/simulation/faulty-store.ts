import { QuotaExceeded, StorageUnavailable } from '../../src/sync/errors.ts'
import type { SyncStore } from '../../src/sync/ports.ts'

/** What the storage does next; it happens once. */
export interface StoreMishaps {
  next: 'full' | 'unavailable' | 'aborted' | undefined
}

/** A store that fails once: nothing is stored, and it says so. */
export function faultyStore(store: SyncStore, mishaps: StoreMishaps): SyncStore {
  const take = (): Error | undefined => {
    const kind = mishaps.next
    mishaps.next = undefined
    if (kind === undefined) return undefined
    return kind === 'full' ? new QuotaExceeded('simulated') : new StorageUnavailable('simulated')
  }
  return {
    ...store,
    save: async (entry, visible) => {
      const error = take()
      if (error) throw error
      return store.save(entry, visible)
    },
    transact: async (work) => {
      // The transaction is under way when the disk is full: what it had put is gone again.
      if (mishaps.next === 'aborted') {
        const error = take() ?? new Error('simulated')
        return store.transact(async (tx) => {
          await work(tx)
          throw error
        })
      }
      const error = take()
      if (error) throw error
      return store.transact(work)
    },
  }
}
