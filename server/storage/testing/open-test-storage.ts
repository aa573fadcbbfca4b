import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { models } from '../../../contract/models/index.ts'
import { nodeEnvironment } from '../node-environment.ts'
import { openStorage } from '../open-storage.ts'
import type { OpenedStorage } from '../storage.contract.ts'

/** A SQLite database in a folder of its own. */
export async function openTestStorage(): Promise<OpenedStorage & { readonly file: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'satchel-storage-'))
  const file = join(folder, 'satchel.db')
  const open = () => openStorage({ file, registry: models, environment: nodeEnvironment })
  let storage = await open()
  return {
    storage,
    file,
    async reopen() {
      await storage.close()
      storage = await open()
      return storage
    },
    async close() {
      await storage.close()
      rmSync(folder, { recursive: true })
    },
  }
}
