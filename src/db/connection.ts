import type { Dexie } from 'dexie'
import { StorageUnavailable } from '../sync/errors.ts'
import { isConnectionLost, isDiskFull, isUnreadable, storageError } from './errors.ts'
import { databaseName, declareDatabase, isOfNewerBuild, type StoreName } from './schema.ts'
import { type Durability, inTransaction, resultOf } from './transaction.ts'
import { createWakeChannel, type WakeChannel } from './wake-channel.ts'

/** One tab's or worker's way to one database. */
export interface Connection {
  readonly userId: string
  readonly scope: string
  readonly name: string
  readonly dexie: Dexie
  readonly channel: WakeChannel
  /** @throws StorageUnavailable */
  open(): Promise<void>
  /** The open database, at once; undefined if there is none. */
  current(): IDBDatabase | undefined
  /**
   * One transaction; if the browser lost the storage, the connection is opened again and `work` runs once more (F27), as it
   * does on a full disk if room could be made; so it must be safe to repeat.
   * @throws QuotaExceeded, StorageUnavailable, and what `work` throws
   */
  run<T>(
    names: readonly StoreName[],
    mode: 'readonly' | 'readwrite',
    work: (tx: IDBTransaction) => Promise<T>,
    durability?: Durability,
  ): Promise<T>
  /** Where the disk is full: gives up what can be made again from the rest (M4). @returns whether there was any (F25) */
  makeRoom(): Promise<boolean>
  /** Closes and opens again, unless `lost` is another's by now; for a caller that repeats by itself. @throws StorageUnavailable */
  reopen(lost: IDBDatabase | undefined): Promise<void>
  close(): void
}

/**
 * Connects to one person's data in one scope on this device; nothing is opened yet.
 * @param onBlocked opening waits for a tab of an older build that did not close; it goes on by itself when that is gone
 */
export function createConnection(userId: string, scope: string, onBlocked: () => void = () => undefined): Connection {
  const name = databaseName(userId, scope)
  const dexie = declareDatabase(name)
  const channel = createWakeChannel(name)
  let state: 'closed' | 'open' | 'outdated' = 'closed'
  // F23: Dexie lets the newer code's upgrade pass; this code writes nothing after it.
  dexie.on('versionchange', () => {
    state = 'outdated'
  })

  dexie.on('blocked', onBlocked)

  const current = (): IDBDatabase | undefined => (state === 'open' && dexie.isOpen() ? dexie.backendDB() : undefined)
  const open = async (): Promise<void> => {
    if (state === 'outdated') throw new StorageUnavailable('another tab has changed or removed the storage: reload')
    try {
      await dexie.open()
    } catch (cause) {
      throw new StorageUnavailable('the browser gives no storage', { cause })
    }
    // F24: Dexie opens it all the same.
    if (isOfNewerBuild(dexie.backendDB())) {
      state = 'outdated'
      dexie.close()
      throw new StorageUnavailable('a newer version of the app has changed the storage: reload')
    }
    state = 'open'
  }
  let reopening: Promise<void> | undefined
  const reopen = async (lost: IDBDatabase | undefined): Promise<void> => {
    if (state === 'closed') throw new StorageUnavailable('the store is not open')
    // Of several that lost it at once, the first opens it for all: another would close it under the others.
    if (!reopening && current() !== undefined && current() !== lost) return
    reopening ??= (async () => {
      dexie.close({ disableAutoOpen: false })
      await open()
    })().finally(() => (reopening = undefined))
    await reopening
  }

  return {
    userId,
    scope,
    name,
    dexie,
    channel,
    open,
    current,
    run: runOver(current, reopen),
    makeRoom: () => dropCaches(current()),
    reopen,
    close: () => {
      state = 'closed'
      channel.close()
      dexie.close()
    },
  }
}

/** Each failure is met by the next remedy, and the work done once more if that helped. */
function runOver(current: Connection['current'], reopen: Connection['reopen']): Connection['run'] {
  return async (names, mode, work, durability) => {
    const idb = current()
    const attempt = () => inTransaction(connected(current()), names, mode, work, durability)
    const remedies = [
      async (error: unknown): Promise<boolean> => {
        if (isConnectionLost(error)) await reopen(idb)
        return (
          isConnectionLost(error) ||
          isUnreadable(error) ||
          (!names.includes('snap') && isDiskFull(error) && dropCaches(idb))
        )
      },
      async (error: unknown) => {
        if (!isUnreadable(error)) return false
        if (await healed(current())) return true
        throw new StorageUnavailable('the browser cannot read its storage', { cause: error })
      },
    ]
    for (let failures = 0; ; failures++) {
      try {
        return await attempt()
      } catch (error) {
        if (!(await remedies[failures]?.(error))) throw storageError(error)
      }
    }
  }
}

function connected(idb: IDBDatabase | undefined): IDBDatabase {
  if (!idb) throw new DOMException('the connection is not open', 'InvalidStateError')
  return idb
}

/** @returns whether it is worth another attempt: what could not be read is out of the way, or can be read now */
async function healed(idb: IDBDatabase | undefined): Promise<boolean> {
  if (!idb) return false
  try {
    // Seldom needed, if ever.
    const { healStorage } = await import('./heal.ts')
    return await healStorage(idb)
  } catch {
    return false
  }
}

/** @returns whether there were any */
async function dropCaches(idb: IDBDatabase | undefined): Promise<boolean> {
  if (!idb) return false
  try {
    return await inTransaction(idb, ['snap'], 'readwrite', async (tx) => {
      const snap = tx.objectStore('snap')
      const count = await resultOf(snap.count())
      snap.clear()
      return count > 0
    })
  } catch {
    return false
  }
}
