import 'fake-indexeddb/auto'
import './without-broadcast.ts'
import { createConnection } from '../../src/db/connection.ts'
import { createDexieStore } from '../../src/db/dexie-store.ts'
import type { Disk } from './disk.ts'
import { SCOPE } from './people.ts'

let count = 0

/** The real store over IndexedDB, which lies in memory here. A name is used once, so that no run meets another's data. */
export function createDexieDisk(): Disk {
  let user = `person-${++count}`
  return {
    kind: 'dexie',
    connect: () => createDexieStore(createConnection(user, SCOPE)),
    lose: async () => {
      user = `person-${++count}`
    },
    copy: () => undefined,
  }
}
