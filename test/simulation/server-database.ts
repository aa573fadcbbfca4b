import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { models } from '../../contract/models/index.ts'
import { openStorage } from '../../server/storage/open-storage.ts'
import type { Storage, StorageOptions } from '../../server/storage/storage.ts'

/** The simulated server's disk: it outlives the process that has it open. */
export interface ServerDatabase {
  open(options: StorageOptions): Promise<Storage>
  /** What is in it now, to be read beside the server. */
  look(): Promise<SqliteDatabase.Database>
  backup(): Promise<Buffer>
  /** Nobody has it open. */
  restore(backup: Buffer): Promise<void>
  close(): Promise<void>
}

/** SQLite files in a folder. */
export function sqliteServerDatabase(folder: string): ServerDatabase {
  let generation = 0
  let looking: SqliteDatabase.Database | undefined
  const path = (): string => join(folder, `${generation}.db`)
  const look = async (): Promise<SqliteDatabase.Database> => {
    looking ??= new SqliteDatabase(path(), { readonly: true })
    return looking
  }
  const close = async (): Promise<void> => {
    looking?.close()
    looking = undefined
  }
  writeFileSync(path(), emptyDatabase())
  return {
    open: (options) => openStorage({ ...options, file: path() }),
    look,
    backup: async () => (await look()).serialize(),
    restore: async (backup) => {
      await close()
      generation++
      writeFileSync(path(), backup)
    },
    close: async () => {
      await close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

let template: Buffer | undefined

/** A database with its tables, of which every run's is a copy: making them costs more than a run of few steps. */
export async function prepareTemplate(folder: string): Promise<void> {
  if (template) return
  const file = join(folder, 'template.db')
  const words = { nowMs: () => 0, random: () => 0, randomWord: () => 'first' }
  const storage = await openStorage({ file, registry: models, environment: words })
  await storage.close()
  const database = new SqliteDatabase(file, { readonly: true })
  template = database.serialize()
  database.close()
}

export function emptyDatabase(): Buffer {
  if (!template) throw new Error('the template is not prepared')
  return template
}
