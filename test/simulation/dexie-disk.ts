import 'fake-indexeddb/auto'
import './without-broadcast.ts'
import { createConnection } from '../../src/db/connection.ts'
import { createDexieStore } from '../../src/db/dexie-store.ts'
import { copyDatabase, crashAtRequest } from './indexed-db.ts'
import type { Disk } from './disk.ts'
import { SCOPE } from './people.ts'

let count = 0

/** The real store over IndexedDB, which lies in memory here. A name is used once, so that no run meets another's data. */
export function createDexieDisk(): Disk {
  return dexieDisk(`person-${++count}`)
}

function dexieDisk(first: string): Disk {
  let user = first
  return {
    kind: 'dexie',
    connect: () => createDexieStore(createConnection(user, SCOPE)),
    lose: async () => {
      user = `person-${++count}`
    },
    copy: async () => {
      const twin = `person-${++count}`
      await copyDatabase(createConnection(user, SCOPE).name, twin, SCOPE)
      return dexieDisk(twin)
    },
    crashAt: (requests, crash) => crashAtRequest(createConnection(user, SCOPE).name, requests, crash),
  }
}
