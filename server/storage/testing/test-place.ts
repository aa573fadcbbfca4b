import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Place } from '../open-storage.ts'
import { takeTestDatabase } from './test-postgres.ts'

/** Where the empty database of a test is: the tests of the project “on PostgreSQL” run on that. */
export interface TestPlace {
  readonly place: Place
  /** A folder of its own; on SQLite it holds the database. */
  readonly folder: string
  dispose(): void
}

export async function takeTestPlace(): Promise<TestPlace> {
  const folder = mkdtempSync(join(tmpdir(), 'satchel-test-'))
  const removeFolder = () => rmSync(folder, { recursive: true, force: true })
  if (process.env['TEST_DATABASE'] !== 'postgres') {
    return { place: { file: join(folder, 'satchel.db') }, folder, dispose: removeFolder }
  }
  const { url, release } = await takeTestDatabase()
  const dispose = () => {
    release()
    removeFolder()
  }
  return { place: { url }, folder, dispose }
}
