import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { models, SCHEMA } from '../contract/models/index.ts'
import { type Accounts, openAccounts } from './accounts/accounts.ts'
import { readSecret } from './accounts/secret.ts'
import type { Config } from './config.ts'
import { seedDemo } from './demo/seed.ts'
import { type RunningServer, type ServerTuning, startServer } from './http/server.ts'
import { nodeEnvironment } from './storage/node-environment.ts'
import { openStorage } from './storage/open-storage.ts'
import { createSyncContext, type SyncContext } from './sync/context.ts'

/** The parts that work on the database, without HTTP. */
export interface Backend {
  readonly sync: SyncContext
  readonly accounts: Accounts
  close(): Promise<void>
}

/** A running server with everything behind it. */
export interface Satchel extends Backend, Pick<RunningServer, 'url'> {
  /** Is there a demo workspace to try? */
  readonly hasDemo: boolean
}

/** Opens database and accounts in `dataDir`, which is made if it is not there. @throws what the file system and SQLite throw */
export async function openBackend(config: Config, onError: (error: unknown) => void): Promise<Backend> {
  makeFolder(config.dataDir)
  const secret = config.secret ?? readSecret(config.dataDir)
  const environment = nodeEnvironment
  const place =
    config.databaseUrl === undefined ? { file: join(config.dataDir, 'satchel.db') } : { url: config.databaseUrl }
  const storage = await openStorage({ ...place, registry: models, environment })
  const sync = createSyncContext({ storage, registry: models, schema: SCHEMA, environment, onError })
  const accounts = await openAccounts({ ...storage, ...environment, origin: config.origin, secret })
  return { sync, accounts, close: () => storage.close() }
}

/** Opens, seeds if wanted, and listens. What it opened is closed again if the port cannot be had. */
export async function startSatchel(
  config: Config,
  more: ServerTuning & { onError: (error: unknown) => void },
): Promise<Satchel> {
  const backend = await openBackend(config, more.onError)
  const { sync, accounts } = backend
  try {
    const hasDemo = config.demo && (await seedDemo(sync, accounts))
    const { origin, staticDir, host, port } = config
    const server = await startServer({ ...more, sync, accounts, origin, staticDir }, host, port)
    const close = async (): Promise<void> => {
      await server.close()
      await backend.close()
    }
    return { sync, accounts, url: server.url, hasDemo, close }
  } catch (error) {
    await backend.close()
    throw error
  }
}

/** `recursive` of Node's own tries for ever where no folder can be made, under /proc for one. */
function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  mkdirSync(path)
}
