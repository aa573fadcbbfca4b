import 'fake-indexeddb/auto'
import { Dexie } from 'dexie'
import { storeContract } from '../sync/store.contract.ts'
import { createConnection } from './connection.ts'
import { createDexieStore } from './dexie-store.ts'
import { scanSome } from './mirror/digest-scan.ts'

let places = 0

storeContract('the Dexie store', async () => {
  const user = `user-${++places}`
  return {
    connect: () => createDexieStore(createConnection(user, 'demo')),
    takeDigests: async () => {
      const connection = createConnection(user, 'demo')
      await connection.open()
      while (await scanSome(connection));
      connection.close()
    },
    remove: () => Dexie.delete(createConnection(user, 'demo').name),
  }
})
