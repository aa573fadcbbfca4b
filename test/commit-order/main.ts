import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Check, reportChecks } from '../../scripts/report-checks.ts'
import { ask, type Cluster, startCluster } from '../postgres/cluster.ts'
import { findPostgres } from '../../scripts/find-postgres.mjs'
import { SEQUENCE } from './hold.ts'
import { type Race, type RaceOutcome, runRace } from './race.ts'

// `npm run commit-order`: writers whose transactions stand still for a drawn time, and a poller that must pass over nothing, on both
// databases at the same time; `-- --writers 64 --seconds 600` for longer. Then the same with a fault: the race must find it.

const { values } = parseArgs({
  options: {
    writers: { type: 'string', default: '12' },
    seconds: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
})
const race = { writers: Number(values.writers), seconds: Number(values.seconds), seed: Number(values.seed) }
/** A fault shows itself within a second. */
const FAULT_SECONDS = 3

const WHOLE = '[ST25] [F38] PostgreSQL: the poller passes over nothing'
const UNLOCKED = '[ST26] without the lock writers collide'
const COUNTED = '[ST26] with a sequence instead of the locked row the poller misses changes'

const folder = mkdtempSync(join(tmpdir(), 'satchel-race-'))
const programs = findPostgres()
const cluster = 'absent' in programs ? undefined : await startCluster({ isDurable: false })
console.log(`${race.writers} writers, ${race.seconds} s; replay with --seed ${race.seed}`)
const whole = await Promise.all([onSqlite(), cluster ? onPostgres(cluster) : absent(WHOLE)])
const proofs = await Promise.all(cluster ? [unlocked(cluster), counted(cluster)] : [absent(UNLOCKED), absent(COUNTED)])
await cluster?.dispose()
rmSync(folder, { recursive: true })
process.exitCode = reportChecks([...whole, ...proofs])

function absent(title: string): Check {
  return { title, passed: true, skipped: 'absent' in programs ? programs.absent : '' }
}

async function onSqlite(): Promise<Check> {
  const outcome = await run('SQLite', { ...race, place: { file: join(folder, 'satchel.db') } })
  return { title: '[ST25] [F38] SQLite: the poller passes over nothing', passed: isWhole(outcome) }
}

async function onPostgres(cluster: Cluster): Promise<Check> {
  const outcome = await run('PostgreSQL', { ...race, place: { url: await cluster.createDatabase() } })
  return { title: WHOLE, passed: isWhole(outcome) }
}

/** PostgreSQL's own unique keys refuse what two writers number alike: nothing is lost, but the writers collide. */
async function unlocked(cluster: Cluster): Promise<Check> {
  const place = { url: await cluster.createDatabase() }
  const outcome = await run('nothing is locked', { ...race, place, seconds: FAULT_SECONDS, fault: 'nothing is locked' })
  return { title: UNLOCKED, passed: (outcome.errors.get('23505') ?? 0) > 0 }
}

async function counted(cluster: Cluster): Promise<Check> {
  const place = { url: await cluster.createDatabase() }
  await ask(place.url, SEQUENCE)
  const outcome = await run('a sequence counts', { ...race, place, seconds: FAULT_SECONDS, fault: 'a sequence counts' })
  return { title: COUNTED, passed: outcome.missed.length > 0 }
}

function isWhole({ written, missed, disordered }: RaceOutcome): boolean {
  return written > 0 && missed.length === 0 && disordered.length === 0
}

async function run(name: string, race: Race): Promise<RaceOutcome> {
  const outcome = await runRace(race)
  const { written, pages, missed, disordered, errors } = outcome
  const figures = `${written} changes acknowledged, ${pages} pages, ${missed.length} missed, ${disordered.length} out of order`
  const collisions = [...errors].map(([code, times]) => `${code} ${times}`).join(', ')
  console.log(`${name}: ${figures}${collisions === '' ? '' : `; ${collisions}`}`)
  return outcome
}
