import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fail, root, run } from './run.mjs'

/**
 * Builds app and worker into dist/, the server into dist-server/, unless both were built from these very sources.
 * Ends the process if that fails.
 */
export async function ensureBuilt() {
  const fingerprint = fingerprintSources()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint && existsSync(join(root, 'dist/index.html')))
    return
  console.log('Building app, worker and server …')
  rmSync(stamp, { force: true })
  const builds = await Promise.all([
    run(bin('vite'), ['build', '--logLevel', 'warn'], { quiet: true }),
    run(bin('esbuild'), serverBuild, { quiet: true }),
  ])
  for (const { code, output } of builds) {
    if (code !== 0) fail(`${output}\nThe build failed; the reason is above.`)
  }
  writeFileSync(stamp, fingerprint)
}

const stamp = join(root, 'dist-server/built-from')

const sources = [
  'contract',
  'src',
  'server',
  'public',
  'index.html',
  'vite.config.ts',
  'package-lock.json',
  'scripts/build.mjs',
  'scripts/compile-hint.ts',
  'scripts/own-words.ts',
  'scripts/web-manifest.ts',
]

const serverBuild = [
  'server/main.ts',
  '--bundle',
  '--platform=node',
  '--target=node20.19',
  '--format=esm',
  '--outfile=dist-server/main.js',
  '--sourcemap',
  '--log-level=warning',
  '--external:better-sqlite3',
  '--external:pg-native',
  // CommonJS packages inside an ESM bundle ask for `require`.
  "--banner:js=import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
]

function bin(name) {
  return join(root, 'node_modules/.bin', name)
}

/** By content: a fresh clone, a checkout or a copy gives files any date. */
function fingerprintSources() {
  const hash = createHash('sha256').update(process.version)
  for (const source of sources) addToHash(hash, join(root, source))
  return hash.digest('hex')
}

function addToHash(hash, path) {
  if (!existsSync(path)) return
  let names
  try {
    names = readdirSync(path).toSorted()
  } catch {
    hash.update(path.slice(root.length)).update(readFileSync(path))
    return
  }
  for (const name of names) addToHash(hash, join(path, name))
}

if (process.argv[1] === import.meta.filename) await ensureBuilt()
