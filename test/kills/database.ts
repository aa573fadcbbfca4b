import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { startCluster } from '../postgres/cluster.ts'
import { findPostgres } from '../../scripts/find-postgres.mjs'

/** Where the server keeps its data while it is killed. */
export interface KillDatabase {
  readonly name: string
  /** What the server's environment needs for it. */
  readonly env: { readonly [name: string]: string }
  /** Where it is a process of its own: kills that, and starts it again. */
  crash?(): Promise<void>
  /** With the server stopped. @returns what the database itself finds wrong with its files */
  inspect(dataFolder: string): Promise<string[]>
  dispose(): Promise<void>
}

/** Each has its own; made when a run begins. */
export const DATABASES: { readonly [name: string]: () => Promise<KillDatabase | { readonly absent: string }> } = {
  sqlite: async () => ({ name: 'SQLite', env: {}, inspect: inspectSqlite, dispose: async () => undefined }),
  postgres: async () => {
    const programs = findPostgres()
    if ('absent' in programs) return programs
    const cluster = await startCluster({ isDurable: true })
    return {
      name: 'PostgreSQL',
      env: { DATABASE_URL: await cluster.createDatabase() },
      crash: async () => {
        await cluster.stop('crash')
        await cluster.start()
      },
      inspect: async () => [],
      dispose: () => cluster.dispose(),
    }
  },
}

async function inspectSqlite(dataFolder: string): Promise<string[]> {
  const database = new SqliteDatabase(join(dataFolder, 'satchel.db'))
  // SQLite's own words: one line, `ok`, if there is nothing.
  const found = database.pragma('integrity_check') as { integrity_check: string }[]
  database.close()
  return found.map((line) => line.integrity_check).filter((line) => line !== 'ok')
}
