import 'fake-indexeddb/auto'
import './without-broadcast.ts'
import { createConnection } from '../../src/db/connection.ts'
import { createDexieStore } from '../../src/db/dexie-store.ts'
import { setDamage } from './damage.ts'
import { copyDatabase, crashAtRequest, keysIn } from './indexed-db.ts'
import type { Disk } from './disk.ts'
import { SCOPE } from './people.ts'

let count = 0

/** The real store over IndexedDB, which lies in memory here. A name is used once, so that no run meets another's data. */
export function createDexieDisk(): Disk {
  return dexieDisk(`person-${++count}`)
}

function dexieDisk(first: string): Disk {
  let user = first
  const nameOf = (): string => createConnection(user, SCOPE).name
  return {
    kind: 'dexie',
    connect: () => createDexieStore(createConnection(user, SCOPE)),
    lose: async () => {
      user = `person-${++count}`
    },
    copy: async () => {
      const twin = `person-${++count}`
      setDamage(nameOf(), undefined)
      await copyDatabase(nameOf(), twin, SCOPE)
      return dexieDisk(twin)
    },
    crashAt: (requests, crash) => crashAtRequest(nameOf(), requests, crash),
    damage: async (store, pick, healed) => {
      const keys = (await keysIn(nameOf(), store)).filter((key) => key !== 'device')
      const key = keys[pick % Math.max(1, keys.length)]
      if (key !== undefined) setDamage(nameOf(), { store, key, healed })
      return key !== undefined
    },
  }
}
