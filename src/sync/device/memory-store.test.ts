import { expect, it } from 'vitest'
import { StorageUnavailable } from '../errors.ts'
import { createMemoryDisk, createMemoryStore } from './memory-store.ts'
import { storeContract } from './store.contract.ts'

storeContract('the memory store', async () => {
  const disk = createMemoryDisk()
  const nothing = () => Promise.resolve()
  return { connect: () => createMemoryStore(disk), takeDigests: nothing, remove: nothing }
})

it('[EN2] a closed store refuses', async () => {
  const store = createMemoryStore()
  await expect(store.read((tx) => tx.meta())).rejects.toThrow(StorageUnavailable)
})
