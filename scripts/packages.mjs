import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { canInstallWithApt, installWithApt } from './apt.mjs'
import { fail, root, run } from './run.mjs'

/** Brings the packages of package-lock.json if any is missing or of another version, and a SQLite driver that loads. */
export async function ensurePackages() {
  if (!arePackagesInstalled() && !(await install())) {
    // A native module that does not compile fails the whole install: bring everything else, then see to it below.
    if (!(await install('--ignore-scripts'))) {
      fail('npm could not install the packages; what it said is above. Is the package registry reachable?')
    }
  }
  await ensureSqlite()
}

async function install(...options) {
  console.log('Installing packages (npm ci) …')
  // Development packages build the app, whatever NODE_ENV says.
  const { code } = await run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', ...options], { env: headers() })
  return code === 0
}

/** npm writes node_modules/.package-lock.json last: it is what is really there. */
function arePackagesInstalled() {
  const installedFile = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(installedFile)) return false
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || installed[path]?.version === entry.version,
  )
}

/** better-sqlite3 is native: it brings a prebuilt binary, or compiles, which needs headers and a compiler. */
async function ensureSqlite() {
  if (await doesSqliteLoad()) return
  console.log('The SQLite driver has no binary for this machine; compiling it …')
  if (await compileSqlite()) return
  if (canInstallWithApt() && (await installWithApt(['python3', 'make', 'g++'])) && (await compileSqlite())) return
  fail(
    'better-sqlite3 cannot be compiled here. Install python3, make, g++ and the headers of Node ' +
      `${process.versions.node} (package "libnode-dev" or the official Node download), then run this again.`,
  )
}

async function compileSqlite() {
  await run('npm', ['rebuild', 'better-sqlite3', '--ignore-scripts=false'], {
    env: { npm_config_build_from_source: 'true', ...headers() },
  })
  return doesSqliteLoad()
}

/** Where this Node brought its headers with it, nothing needs to be downloaded to compile against them. */
function headers() {
  const prefix = dirname(dirname(process.execPath))
  return existsSync(join(prefix, 'include/node/node.h')) ? { npm_config_nodedir: prefix } : {}
}

/** In a process of its own: a library that failed to load stays failed in ours. */
async function doesSqliteLoad() {
  const script = "new (require('better-sqlite3'))(':memory:').close()"
  return (await run(process.execPath, ['--eval', script], { quiet: true })).code === 0
}
