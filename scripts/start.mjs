// `npm start`: everything a fresh clone needs, then the server in this very process, so that signals, exit code and
// standard streams are the server's own. Nothing may be imported from a package before ensurePackages.
import { ensureBuilt } from './build.mjs'
import { ensurePackages } from './packages.mjs'
import { fail } from './run.mjs'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19))
  fail(`Satchel needs Node 20.19 or newer; this is ${process.versions.node}.`)

await ensurePackages()
await ensureBuilt()
process.env.NODE_ENV ??= 'production'
await import(new URL('../dist-server/main.js', import.meta.url).href)
