import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** PostgreSQL's own programs on this machine, or why there are none. */
export type PostgresPrograms = { readonly folder: string; readonly major: number } | { readonly absent: string }

/** Looks on the path and where Debian keeps them; the newest of several. */
export function findPostgres(): PostgresPrograms {
  const versions = '/usr/lib/postgresql'
  const kept = existsSync(versions) ? readdirSync(versions).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [
    ...kept.map((version) => join(versions, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(':').filter(Boolean),
  ]
  const folder = folders.find((path) => existsSync(join(path, 'initdb')) && existsSync(join(path, 'postgres')))
  if (folder === undefined) return { absent: 'PostgreSQL (initdb, postgres) is not installed' }
  const [, major] = /(\d+)/.exec(execFileSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8' })) ?? []
  return { folder, major: Number(major) }
}
