import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ensurePostgres, findPostgres } from './find-postgres.mjs'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'satchel-find-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function addPrograms(path: string, version: string): void {
  mkdirSync(path, { recursive: true })
  for (const name of ['initdb', 'postgres']) {
    writeFileSync(join(path, name), `#!/bin/sh\necho "postgres (PostgreSQL) ${version}"\n`, { mode: 0o755 })
  }
}

describe('the PostgreSQL that the tests run on', () => {
  it('[TL13] is the newest of those that the machine keeps, else the one on the path', () => {
    const versions = join(folder, 'versions')
    const onPath = join(folder, 'bin')
    expect(findPostgres(versions, onPath)).toEqual({ absent: expect.stringContaining('not installed') })
    addPrograms(onPath, '13.4')
    expect(findPostgres(versions, `/nowhere:${onPath}`)).toEqual({ folder: onPath, major: 13 })
    addPrograms(join(versions, '9', 'bin'), '9.6')
    addPrograms(join(versions, '15', 'bin'), '15.18')
    // Only the client's programs.
    mkdirSync(join(versions, '17', 'bin'), { recursive: true })
    expect(findPostgres(versions, onPath)).toEqual({ folder: join(versions, '15', 'bin'), major: 15 })
  })

  it.each([
    { there: true, may: true, installed: [], said: 0 },
    { there: false, may: true, installed: ['postgresql'], said: 0 },
    { there: false, may: false, installed: [], said: 1 },
  ])('[TL13] there: $there, may be brought: $may', async ({ there, may, installed, said }) => {
    const brought: string[] = []
    const words: string[] = []
    await ensurePostgres({
      find: () => (there || brought.length > 0 ? { folder: '/there', major: 15 } : { absent: 'it is not installed' }),
      canInstall: () => may,
      install: async (packages) => brought.push(...packages) > 0,
      say: (text: string) => void words.push(text),
    })
    expect(brought).toEqual(installed)
    expect(words).toHaveLength(said)
  })
})
