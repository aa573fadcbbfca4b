import { parseArgs } from 'node:util'
import { type Check, reportChecks } from '../../scripts/report-checks.ts'
import { DATABASES } from './database.ts'
import { type KillsOutcome, runKills } from './run-kills.ts'

// `npm run kills`: kills the real server under load; `-- --kills 1000 --seed 7 --database sqlite` does it more often, from
// another seed, on one database. A seed gives the same edits and the same moments as far as real processes do.

const SHOWN = 20

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    clients: { type: 'string', default: '6' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    database: { type: 'string', default: Object.keys(DATABASES).join() },
  },
})
const [kills, clients, seed] = [Number(values.kills), Number(values.clients), Number(values.seed)]

console.log(`${kills} kills under the load of ${clients} clients; replay with --seed ${seed}`)
process.exitCode = reportChecks(await Promise.all(values.database.split(',').map(killOn)))

async function killOn(kind: string): Promise<Check> {
  const open = DATABASES[kind]
  if (!open) throw new Error(`--database is one of ${Object.keys(DATABASES).join(', ')}`)
  const database = await open()
  if ('absent' in database) return { title: `[RL1] kills on ${kind}`, passed: true, skipped: database.absent }
  const title = `[RL1] [F1] [F2] [F47] ${kills} kills on ${database.name}: each acknowledged change is there, once, as acknowledged`
  const outcome = await runKills({ database, kills, clients, seed }).catch((error: unknown) => console.error(error))
  if (!outcome) return { title, passed: false }
  console.log(`${database.name}: ${figuresOf(outcome)}`)
  for (const sentence of outcome.violations.slice(0, SHOWN)) console.log(`  ✗ ${sentence}`)
  // A run whose kills never fell between a commit and its answer has shown nothing.
  const sawBoth = outcome.committed > 0 && outcome.unanswered > outcome.committed
  if (!sawBoth) console.log('  ✗ no kill fell before a commit, or none between a commit and its answer')
  return { title, passed: outcome.violations.length === 0 && sawBoth }
}

function figuresOf({ changes, pages, unanswered, committed, startMs, tookMs }: KillsOutcome): string {
  const perKill = (unanswered / kills).toFixed(1)
  return (
    `${changes} changes, ${pages} pages followed; ${unanswered} pushes lost their answer (${perKill} a kill), ` +
    `${committed} of them after the commit; a start takes ${startMs.toFixed(0)} ms; ${(tookMs / 1000).toFixed(1)} s`
  )
}
