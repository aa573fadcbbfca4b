import 'fake-indexeddb/auto'
import { Dexie } from 'dexie'
import { storeContract } from '../sync/store.contract.ts'
import { createConnection } from './connection.ts'
import { createDexieStore } from './dexie-store.ts'

let places = 0

storeContract('the Dexie store', async () => {
  const user = `user-${++places}`
  return {
    connect: () => createDexieStore(createConnection(user, 'demo')),
    remove: () => Dexie.delete(createConnection(user, 'demo').name),
  }
})
