// `npm start`: everything a fresh clone needs, then the server in this very process, so that signals, exit code and
// standard streams are the server's own. Nothing may be imported from a package before ensurePackages.
import './check-node.mjs'
import { ensureBuilt } from './build.mjs'
import { ensurePackages } from './packages.mjs'

await ensurePackages()
await ensureBuilt()
process.env.NODE_ENV ??= 'production'
await import(new URL('../dist-server/main.js', import.meta.url).href)
