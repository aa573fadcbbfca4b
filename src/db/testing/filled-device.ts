import { createDevice } from '../../sync/testing/device.ts'
import { drainAll } from '../../sync/testing/drains.ts'
import { createFakeServer } from '../../sync/testing/fake-server.ts'
import { createConnection } from '../connection.ts'
import { createDexieStore } from '../dexie-store.ts'
import type { StoreName } from '../schema.ts'
import { resultOf } from '../transaction.ts'
import { newUser } from './open-device.ts'

/** A device whose mirror and outbox lie in IndexedDB, filled from a server of so many buildings. */
export async function filledDevice(buildings: number) {
  const server = createFakeServer()
  for (let n = 0; n < buildings; n++) server.write('create', `b${String(n).padStart(4, '0')}`, { name: `Hub ${n}` })
  const connection = createConnection(newUser(), 'demo')
  const device = await createDevice({ fetch: server.fetch, store: createDexieStore(connection) })
  await drainAll(device)
  const keysOf = (store: StoreName) =>
    connection.run([store], 'readonly', (tx) => resultOf(tx.objectStore(store).getAllKeys()))
  const snapshots = () => server.calls.filter(({ path }) => path.endsWith('snapshot')).length
  return { server, connection, device, keysOf, snapshots }
}
