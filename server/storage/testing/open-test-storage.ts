import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { models } from '../../../contract/models/index.ts'
import { nodeEnvironment } from '../node-environment.ts'
import { openStorage, type Place } from '../open-storage.ts'
import type { OpenedStorage } from '../storage.contract.ts'
import type { StorageOptions } from '../storage.ts'
import { takeTestDatabase } from './test-postgres.ts'

type WrapDriver = StorageOptions['wrapDriver']

/** A SQLite database in a folder of its own. */
export async function openTestStorage(wrapDriver?: WrapDriver): Promise<OpenedStorage & { readonly file: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'satchel-storage-'))
  const file = join(folder, 'satchel.db')
  const opened = await openAt({ file }, wrapDriver)
  return {
    ...opened,
    file,
    async close() {
      await opened.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** A PostgreSQL database of its own. */
export async function openTestPostgres(wrapDriver?: WrapDriver): Promise<OpenedStorage & { readonly url: string }> {
  const { url, release } = await takeTestDatabase()
  const opened = await openAt({ url }, wrapDriver)
  return {
    ...opened,
    url,
    async close() {
      await opened.close()
      release()
    },
  }
}

async function openAt(place: Place, wrapDriver: WrapDriver): Promise<OpenedStorage> {
  const open = () => openStorage({ ...place, registry: models, environment: nodeEnvironment, wrapDriver })
  let storage = await open()
  return {
    storage,
    async reopen() {
      await storage.close()
      storage = await open()
      return storage
    },
    close: () => storage.close(),
  }
}
