import type { SyncStore } from '../../src/sync/ports.ts'
import { createMemoryDisk, createMemoryStore, type MemoryDisk } from '../../src/sync/device/memory-store.ts'

/** Where one device keeps its data: it outlives every page, until it is lost. */
export interface Disk {
  readonly kind: 'memory' | 'dexie'
  /** One more connection: a tab's, or the test's own. */
  connect(): SyncStore
  /** The browser removes everything. */
  lose(): Promise<void>
  /** The same bytes again. */
  copy(): Promise<Disk>
  /** The browser dies at the n-th of its next requests; where a store has requests. */
  crashAt?(requests: number, crash: () => void): void
  /** One of its records cannot be read any more; where a store has such. @returns whether there was one */
  damage?(store: string, pick: number, healed: () => void): Promise<boolean>
}

export function createSimDisk(): Disk {
  return memoryDisk(createMemoryDisk())
}

function memoryDisk(disk: MemoryDisk): Disk {
  return {
    kind: 'memory',
    connect: () => createMemoryStore(disk),
    lose: async () => {
      disk.state = undefined
    },
    copy: async () => {
      const copied = createMemoryDisk()
      copied.state = structuredClone(disk.state)
      return memoryDisk(copied)
    },
  }
}
