import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'

/** Where the server keeps its data while it is killed. */
export interface KillDatabase {
  readonly name: string
  /** What the server's environment needs for it. */
  readonly env: { readonly [name: string]: string }
  /** With the server stopped. @returns what the database itself finds wrong with its files */
  inspect(dataFolder: string): Promise<string[]>
  dispose(): Promise<void>
}

/** Each has its own; made when a run begins. */
export const DATABASES: { readonly [name: string]: () => Promise<KillDatabase> } = {
  sqlite: async () => ({
    name: 'SQLite',
    env: {},
    inspect: async (dataFolder) => {
      const database = new SqliteDatabase(join(dataFolder, 'satchel.db'))
      // Text of SQLite's own: one line, `ok`, if there is nothing.
      const found = database.pragma('integrity_check') as { integrity_check: string }[]
      database.close()
      return found.map((line) => line.integrity_check).filter((line) => line !== 'ok')
    },
    dispose: async () => undefined,
  }),
}
