import { join } from 'node:path'
import Database from 'better-sqlite3'
import { createTestServer, type TestServer } from '../../e2e/harness/server.ts'
import { seededFolder } from './seed.ts'

/** The built server over a seeded database of its own. */
export interface BenchServer extends TestServer {
  /** Path of its database, for a look beside it. */
  readonly file: string
}

/** @param origin where browsers reach it, if something stands before it */
export async function startServer(rows: number, origin?: string): Promise<BenchServer> {
  const dataFolder = await seededFolder(rows)
  const server = await createTestServer({ dataFolder, ...(origin !== undefined && { origin }) })
  await server.start()
  return { ...server, file: join(dataFolder, 'satchel.db') }
}

/** How far the demo workspace has come, read from the file: no request that the server would have to answer. */
export function watchHead({ file }: BenchServer): { head(): number; close(): void } {
  const database = new Database(file, { readonly: true })
  const statement = database.prepare<[], { head: number }>("select head from scopes where scope = 'demo'")
  return { head: () => statement.get()?.head ?? 0, close: () => database.close() }
}
