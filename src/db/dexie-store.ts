import type { SyncStore } from '../sync/ports.ts'
import type { Connection } from './connection.ts'
import { finishSaves, save } from './save.ts'
import { createSaveJournal } from './save-journal.ts'
import { SYNC_STORES } from './schema.ts'
import { readsOver } from './store-reads.ts'
import { notesOver, writesOver } from './store-tx.ts'
import { resultOf } from './transaction.ts'

/** The SyncStore port over IndexedDB. Closing it closes the connection. */
export function createDexieStore(connection: Connection, journal = createSaveJournal(connection.name)): SyncStore {
  return {
    open: async (initial) => {
      await connection.open()
      await finishSaves(connection, journal)
      // A write costs a start its first milliseconds, and is needed once in a device's life.
      if (await connection.run(['meta'], 'readonly', hasDevice)) return
      await connection.run(['meta'], 'readwrite', async (tx) => {
        if (!(await hasDevice(tx))) tx.objectStore('meta').put(initial, 'device')
      })
    },
    save: (entry, visible) => {
      const strike = journal.begin({ entry, visible })
      return save(connection, entry, visible).finally(strike)
    },
    read: (work) => connection.run(SYNC_STORES, 'readonly', (tx) => work(readsOver(tx))),
    transact: async (work) => {
      const { result, stored } = await connection.run(SYNC_STORES, 'readwrite', async (tx) => {
        const { view, finish } = writesOver(tx)
        const result = await work(view)
        return { result, stored: finish() }
      })
      if (stored) connection.channel.notify(stored)
      return result
    },
    note: async (work) => {
      const result = await connection.run(['meta', 'events'], 'readwrite', (tx) => work(notesOver(tx)), 'relaxed')
      connection.channel.notify('log')
      return result
    },
    onChange: (listener) => connection.channel.listen((stored, save) => listener(stored, save !== undefined)),
    close: () => connection.close(),
  }
}

async function hasDevice(tx: IDBTransaction): Promise<boolean> {
  return (await resultOf(tx.objectStore('meta').getKey('device'))) !== undefined
}
