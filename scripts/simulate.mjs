// `npm run simulate`: bundles the simulation with everything it simulates, and runs it. Modules that have a namesake under
// test/simulation/substitutes/ are taken from there: they count what was reached, and can be told to do it wrongly.
import { existsSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { join, relative, resolve } from 'node:path'
import { build } from 'esbuild'
import { root } from './run.mjs'

const substitutes = join(root, 'test/simulation/substitutes')
const outfile = join(root, '.cache/simulation/main.mjs')

await build({
  entryPoints: [join(root, 'test/simulation/main.ts')],
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  outfile,
  sourcemap: true,
  logLevel: 'warning',
  external: ['better-sqlite3', 'pg-native'],
  // CommonJS packages inside an ESM bundle ask for `require`.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  plugins: [{ name: 'substitutes', setup: substitute }],
})

const child = spawn(process.execPath, ['--enable-source-maps', outfile, ...process.argv.slice(2)], { stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.on('exit', (code) => (process.exitCode = code ?? 1))

function substitute({ onResolve }) {
  onResolve({ filter: /^\..*\.ts$/ }, ({ path, resolveDir }) => {
    // A substitute itself gets the real one.
    if (resolveDir.startsWith(substitutes)) return undefined
    const namesake = join(substitutes, relative(root, resolve(resolveDir, path)))
    return existsSync(namesake) ? { path: namesake } : undefined
  })
}
