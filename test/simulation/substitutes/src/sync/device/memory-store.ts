import * as real from '../../../../../../src/sync/device/memory-store.ts'
import type { StoreTx } from '../../../../../../src/sync/ports.ts'
import { isOn } from '../../../../switches.ts'

export * from '../../../../../../src/sync/device/memory-store.ts'

export const createMemoryStore: typeof real.createMemoryStore = (disk) => {
  const store = real.createMemoryStore(disk)
  return { ...store, transact: (work) => store.transact((tx) => work(greedy(tx))) }
}

function greedy(tx: StoreTx): StoreTx {
  const sweep = async (): Promise<number> => {
    const gone = isOn('a sweep takes what waits with it') ? await tx.entriesOf(await tx.snapshotMisses()) : []
    await tx.deleteEntries(gone.map(({ key }) => key))
    return tx.endSnapshot()
  }
  return { ...tx, endSnapshot: sweep }
}
