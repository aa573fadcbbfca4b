import { parseConfig } from '../config.ts'
import { openBackend } from '../satchel.ts'
import { type DemoCounts, generateDemo } from './generate.ts'
import { applyDated, editorsOf, ensureDemoUsers, seedDemo } from './seed.ts'

// `npm run demo:large`: 100,000 records more in the demo workspace of SATCHEL_DATA, for trying out size and speed.

const COUNTS: DemoCounts = { buildings: 4_000, tenants: 12_000, leases: 16_000, payments: 61_000, inspections: 7_000 }

const outcome = parseConfig(process.env)
if (outcome.kind === 'refused') {
  console.error(outcome.reasons.join('\n'))
  process.exit(1)
}
const backend = await openBackend(outcome.config, (error) => console.error(error))
const { sync, accounts } = backend
if (await seedDemo(sync, accounts)) {
  const nowMs = sync.environment.nowMs()
  const changes = generateDemo({ counts: COUNTS, nowMs, seed: nowMs, tag: `-${nowMs.toString(36)}` })
  await applyDated(sync, editorsOf(await ensureDemoUsers(accounts)), changes, 500)
  console.log(`${changes.length} changes were made in the demo workspace in ${outcome.config.dataDir}.`)
} else {
  console.error('The database has workspaces of its own; the demo stays out of it.')
  process.exitCode = 1
}
await backend.close()
