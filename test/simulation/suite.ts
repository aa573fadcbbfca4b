import { type Check, reportChecks } from '../../scripts/report-checks.ts'
import { findPostgres } from '../../scripts/find-postgres.mjs'
import { checkCoverage, printCoverage } from './cells.ts'
import { DELIBERATE_FAULTS, type DeliberateFault } from './deliberate-faults.ts'
import { onPlaces } from './places.ts'
import { type Done, type Place, runPool, type Task } from './pool.ts'
import { REGRESSIONS } from './regressions.ts'

export interface SuiteOptions {
  readonly script: URL
  readonly threads: number
  readonly steps: number
  /** Only the deliberate faults. */
  readonly faults: boolean
  /** On PostgreSQL: only these seeds, or only the comparison. */
  readonly postgres: boolean
  /** Only these seeds, and nothing else. */
  readonly range?: {
    readonly seeds: number
    readonly from: number
    readonly store: 'memory' | 'dexie'
    readonly fault?: string
  }
}

const MEMORY_SEEDS = 1_900
const DEXIE_SEEDS = 100
/** The first of the memory store's, again on PostgreSQL. */
const POSTGRES_SEEDS = 50
const TWICE_SEEDS = 12
/** A deliberate fault must be found within so many seeds. */
const FAULT_SEEDS_MAX = 150

/** @returns the exit code */
export async function runSuite(options: SuiteOptions): Promise<number> {
  const checks = options.range
    ? await runRange(options, options.range)
    : options.faults
      ? await findFaults(options)
      : options.postgres
        ? await compare(options)
        : await runAll(options)
  return reportChecks(checks)
}

async function runRange(options: SuiteOptions, { seeds, from, ...how }: NonNullable<SuiteOptions['range']>) {
  const tasks = Array.from({ length: seeds }, (_, n) => ({ seed: from + n, steps: options.steps, ...how }))
  const ran = await run(options, tasks, options.postgres)
  printCoverage(ran.coverage)
  const where = options.postgres ? `${how.store}, PostgreSQL` : how.store
  return [{ title: `[SI1] no oracle is violated in ${seeds} seeds (${where})`, passed: ran.failed === 0 }]
}

async function runAll(options: SuiteOptions): Promise<Check[]> {
  const { steps } = options
  const memory = memoryTasks(steps, MEMORY_SEEDS)
  const dexie = Array.from({ length: DEXIE_SEEDS }, (_, n): Task => ({ seed: 10_001 + n, steps, store: 'dexie' }))
  const known = REGRESSIONS.map(({ seed, store }): Task => ({ seed, steps, store }))
  const first = await run(options, [...known, ...memory, ...dexie])
  const again = await run(options, [...memory.slice(0, TWICE_SEEDS), ...dexie.slice(0, 2)])
  const isSame = [...again.hashes].every(([name, hash]) => first.hashes.get(name) === hash)
  const postgres = await runOnPostgres(options, first)
  printCoverage(first.coverage)
  const missing = checkCoverage(first.coverage)
  for (const sentence of missing) console.log(sentence)
  const faults = await findFaults(options)
  return [
    { title: `[SI1] no oracle is violated in ${memory.length + dexie.length} seeds`, passed: first.failed === 0 },
    { title: '[SI2] the same seed gives the same bytes', passed: isSame },
    { title: '[SI3] every cell of the coverage was reached', passed: missing.length === 0 },
    ...postgres,
    ...faults,
  ]
}

async function compare(options: SuiteOptions): Promise<Check[]> {
  return runOnPostgres(options, await run(options, memoryTasks(options.steps, POSTGRES_SEEDS)))
}

function memoryTasks(steps: number, seeds: number): Task[] {
  return Array.from({ length: seeds }, (_, n): Task => ({ seed: n + 1, steps, store: 'memory' }))
}

/** Two databases, one truth: the same seed gives the same answers and leaves the same data, byte for byte. */
async function runOnPostgres(options: SuiteOptions, onSqlite: Ran): Promise<Check[]> {
  const programs = findPostgres()
  if ('absent' in programs) return [{ title: '[SI5] the same on PostgreSQL', passed: true, skipped: programs.absent }]
  const tasks = memoryTasks(options.steps, POSTGRES_SEEDS)
  const ran = await run(options, tasks, true)
  const differing = [...ran.hashes].filter(([name, hash]) => onSqlite.hashes.get(name) !== hash).map(([name]) => name)
  if (differing.length > 0) console.log(`other bytes on PostgreSQL: ${differing.join(', ')}`)
  const title = `[SI5] ${tasks.length} seeds on PostgreSQL violate nothing and give the bytes that they give on SQLite`
  return [{ title, passed: ran.failed === 0 && differing.length === 0 }]
}

interface Ran {
  readonly failed: number
  readonly hashes: ReadonlyMap<string, string>
  readonly coverage: ReadonlyMap<string, number>
}

async function run(options: SuiteOptions, tasks: readonly Task[], onPostgres = false): Promise<Ran> {
  const hashes = new Map<string, string>()
  const coverage = new Map<string, number>()
  const oracles = new Map<string, number[]>()
  const healed: { readonly ms: number; readonly seed: number }[] = []
  let [at, failed, tookMs] = [0, 0, 0]
  const beganMs = performance.now()
  const next = (): Task | undefined => tasks[at++]
  await onPlaces(onPostgres, options.threads, (places) =>
    runPool(options.script, places, next, (done) => {
      hashes.set(`${done.task.store} ${done.task.seed}`, done.hash)
      for (const [cell, times] of done.coverage) coverage.set(cell, (coverage.get(cell) ?? 0) + times)
      tookMs += done.tookMs
      healed.push({ ms: done.healedMs, seed: done.task.seed })
      if (!done.failure) return
      failed++
      oracles.set(done.failure.oracle, [...(oracles.get(done.failure.oracle) ?? []), done.task.seed])
      if (failed <= FAILURES_SHOWN) console.log(failureText(done))
    }),
  )
  const seconds = (performance.now() - beganMs) / 1_000
  const each = (tookMs / Math.max(1, tasks.length)).toFixed(0)
  const slowest = healed.sort((a, b) => b.ms - a.ms).slice(0, 5)
  const queues = slowest.map(({ ms, seed }) => `${ms} ms (${seed})`).join(', ')
  console.log(`${tasks.length} seeds, ${failed} failed, in ${seconds.toFixed(0)} s (${each} ms each)`)
  console.log(`queues empty after at most (seed) ${queues}`)
  for (const [oracle, seeds] of oracles) console.log(`  ${oracle}: ${seeds.slice(0, 20).join(', ')}`)
  return { failed, hashes, coverage }
}

const FAILURES_SHOWN = 10

function failureText({ task, failure }: Done): string {
  const replay = `npm run simulate -- --seed ${task.seed}${task.store === 'dexie' ? ' --store dexie' : ''}`
  const where = failure?.step === undefined ? 'in the end' : `after step ${failure.step}`
  return `✗ seed ${task.seed}: ${failure?.oracle} ${where}\n  ${failure?.detail.slice(0, 600)}\n  replay: ${replay}`
}

/** Proves the prover: each fault, switched on alone, is found. */
async function findFaults(options: SuiteOptions): Promise<Check[]> {
  const found = new Map<string, Done>()
  const tried = new Map<string, number>()
  // Round by round, so that a fault that is found early is not looked for any more.
  const next = (): Task | undefined => {
    const triesOf = ({ name }: DeliberateFault): number => tried.get(name) ?? 0
    const open = DELIBERATE_FAULTS.filter((fault) => !found.has(fault.name) && triesOf(fault) <= FAULT_SEEDS_MAX)
    const [fault] = open.sort((a, b) => triesOf(a) - triesOf(b))
    if (!fault) return undefined
    const tries = triesOf(fault)
    tried.set(fault.name, tries + 1)
    return { seed: tries === 0 ? fault.seed : tries, steps: options.steps, store: 'memory', fault: fault.name }
  }
  const places = Array<Place>(options.threads).fill('sqlite')
  await runPool(options.script, places, next, (done) => {
    const name = done.task.fault ?? ''
    const before = found.get(name)
    if (done.failure && !before) found.set(name, done)
  })
  return DELIBERATE_FAULTS.map(({ name }) => {
    const done = found.get(name)
    const how = done
      ? `found by seed ${done.task.seed}: ${done.failure?.oracle}`
      : `not found in ${tried.get(name)} seeds`
    return { title: `[SI4] deliberate fault “${name}” is ${how}`, passed: done !== undefined }
  })
}
