import { QuotaExceeded, StorageUnavailable } from '../../src/sync/errors.ts'
import type { SyncStore } from '../../src/sync/ports.ts'

export type StoreMishap = 'full' | 'unavailable' | 'aborted'

/** What the storage does at one of the next transactions; it happens once. */
export interface StoreMishaps {
  next: StoreMishap | undefined
  /** So many succeed before. */
  after: number
  /** It came true. */
  readonly happened: (kind: StoreMishap) => void
}

/** Looks once more where a browser died under it while a record was taken out of the way. */
export function insistent(store: SyncStore): SyncStore {
  return {
    ...store,
    read: async (work) => {
      try {
        return await store.read(work)
      } catch (error) {
        if (error instanceof StorageUnavailable) return store.read(work)
        throw error
      }
    },
  }
}

/** A store that fails once: nothing is stored, and it says so. */
export function faultyStore(store: SyncStore, mishaps: StoreMishaps): SyncStore {
  const isDue = (): boolean => mishaps.next !== undefined && mishaps.after-- <= 0
  const take = (): Error => {
    const kind = mishaps.next
    mishaps.next = undefined
    if (kind) mishaps.happened(kind)
    return kind === 'full' ? new QuotaExceeded('simulated') : new StorageUnavailable('simulated')
  }
  /** The disk is full when the transaction has put everything: that is gone again. */
  const failing = <Tx>(
    isUnderWay: boolean,
    error: Error,
    work: (tx: Tx) => Promise<unknown>,
    run: (work: (tx: Tx) => Promise<never>) => Promise<never>,
  ): Promise<never> => {
    if (!isUnderWay) return Promise.reject(error)
    return run(async (tx) => {
      await work(tx)
      throw error
    })
  }
  return {
    ...store,
    read: async (work) => {
      if (mishaps.next === 'unavailable' && isDue()) throw take()
      return store.read(work)
    },
    save: async (entry, visible) => {
      if (isDue()) throw take()
      return store.save(entry, visible)
    },
    transact: async (work) => {
      if (!isDue()) return store.transact(work)
      return failing(mishaps.next === 'aborted', take(), work, store.transact)
    },
    note: async (work) => {
      if (!isDue()) return store.note(work)
      return failing(mishaps.next === 'aborted', take(), work, store.note)
    },
  }
}
