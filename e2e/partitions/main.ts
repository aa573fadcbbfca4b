import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { chromium } from '@playwright/test'
import { findBrowser } from '../../scripts/find-browser.mjs'
import { createRandom } from '../../server/demo/random.ts'
import { type Book, compareWithBook } from '../harness/book.ts'
import { createProbe } from '../harness/probe.ts'
import { createTestServer } from '../harness/server.ts'
import { HEAL_MS_MAX, type Lane, openLane, type Partition } from './lane.ts'

// `npm run partitions`: a real browser, the real server, and a network between them that fails and is mended, 100 times;
// `-- --partitions 2000 --seed 7 --at-once 10` does it more often, from another seed, in so many browser profiles at a time;
// `--fault blackHole --fault stall` with these faults only.

const { values } = parseArgs({
  options: {
    partitions: { type: 'string', default: '100' },
    'at-once': { type: 'string', default: '10' },
    fault: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
})
const [partitions, lanes, seed] = [Number(values.partitions), Number(values['at-once']), Number(values.seed)]

console.log(`${partitions} partitions, ${lanes} at a time; replay with --seed ${seed}`)
const beganMs = performance.now()
const checks = await run()
console.log(`${((performance.now() - beganMs) / 1_000).toFixed(1)} s`)
for (const { title, passed } of checks) console.log(`${passed ? 'ok    ' : 'FAILED'} ${title}`)
const failed = checks.filter(({ passed }) => !passed).length
const file = process.env['REPORT_FILE']
if (file !== undefined) writeFileSync(file, JSON.stringify({ passed: checks.length - failed, failed, skipped: [] }))
process.exitCode = failed === 0 ? 0 : 1

async function run(): Promise<{ title: string; passed: boolean }[]> {
  const server = await createTestServer()
  await server.start()
  const browser = await chromium.launch({ executablePath: (await findBrowser()) ?? '', chromiumSandbox: false })
  try {
    const probe = await createProbe(server, 'kit@demo.test')
    const before = await probe.rows('buildings')
    const random = createRandom(seed)
    const book: Book = new Map()
    const open = () =>
      openLane({ browser, server, random: createRandom(random.between(0, 2 ** 32 - 1)), book, only: values.fault })
    const opened = await Promise.all(Array.from({ length: lanes }, open))
    const done = await partitionAll(opened)
    const wrong = compareWithBook(book, (await probe.rows('buildings')).slice(before.length))
    for (const sentence of wrong.slice(0, 20)) console.log(`  ✗ ${sentence}`)
    for (const lane of opened) await lane.close()
    printFigures(done)
    const healed = done.filter(({ healedMs }) => healedMs !== undefined).length
    return [
      {
        title: `[RL4] [F10] ${healed} of ${partitions} partitions: nothing waits ${HEAL_MS_MAX / 1_000} s after the heal`,
        passed: healed === partitions,
      },
      { title: `[RL5] each of ${book.size} records is there, once, with its values`, passed: wrong.length === 0 },
    ]
  } finally {
    await browser.close()
    await server.dispose()
  }
}

/** Each profile takes the next one when it is through with its own. */
async function partitionAll(opened: readonly Lane[]): Promise<Partition[]> {
  let next = 0
  const done: Partition[] = []
  await Promise.all(
    opened.map(async (lane) => {
      while (next < partitions) {
        const n = ++next
        const ended = await lane.partition(n)
        done.push(ended)
        if (ended.healedMs === undefined) console.log(`  ✗ partition ${n} (${ended.strike.name}) never came to rest`)
      }
    }),
  )
  return done
}

/** How long it took, by the kind of failure. */
function printFigures(done: readonly Partition[]): void {
  const byName = groupBy(done, ({ strike }) => strike.name)
  for (const [name, some] of [['all', done] as const, ...[...byName].sort()]) {
    const times = some.map(({ healedMs }) => healedMs ?? Infinity).sort((a, b) => a - b)
    const at = (share: number) => `${((times[Math.ceil(times.length * share) - 1] ?? 0) / 1_000).toFixed(1)}`
    console.log(
      `${name.padEnd(20)} ${String(some.length).padStart(5)}   half in ${at(0.5)} s, 95 % in ${at(0.95)} s, all in ${at(1)} s`,
    )
  }
}

/** `Map.groupBy`, which the oldest Node that we run on does not have. */
function groupBy<T>(items: readonly T[], nameOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(nameOf(item), [...(groups.get(nameOf(item)) ?? []), item])
  return groups
}
