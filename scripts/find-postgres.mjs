import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { canInstallWithApt, installWithApt } from './apt.mjs'

/**
 * PostgreSQL's own programs on this machine, or why there are none.
 * @typedef {{ folder: string, major: number } | { absent: string }} PostgresPrograms
 */

const DEBIANS = '/usr/lib/postgresql'

/**
 * Looks on the path and where Debian keeps them; the newest of several.
 * @param {string} [versions] a folder with one for each version
 * @param {string} [path] folders, with `:` between them
 * @returns {PostgresPrograms}
 */
export function findPostgres(versions = DEBIANS, path = process.env.PATH ?? '') {
  const kept = existsSync(versions) ? readdirSync(versions).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [...kept.map((version) => join(versions, version, 'bin')), ...path.split(':').filter(Boolean)]
  const folder = folders.find((each) => existsSync(join(each, 'initdb')) && existsSync(join(each, 'postgres')))
  if (folder === undefined) return { absent: 'PostgreSQL (initdb, postgres) is not installed' }
  const [, major] = /(\d+)/.exec(execFileSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8' })) ?? []
  return { folder, major: Number(major) }
}

/** How a machine finds its PostgreSQL and gets one. */
const machine = { find: () => findPostgres(), canInstall: canInstallWithApt, install: installWithApt, say: console.log }

/** Brings the programs if they are missing, where that can be done; says so where it cannot. Where they are, it is done at once. */
export async function ensurePostgres({ find, canInstall, install, say } = machine) {
  if (!('absent' in find())) return
  if (canInstall()) await install(['postgresql'])
  const found = find()
  if ('absent' in found) say(`The tests on PostgreSQL cannot run: ${found.absent}.`)
}
