import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { chromium } from '@playwright/test'
import { findBrowser } from '../../scripts/find-browser.mjs'
import { createRandom } from '../../server/demo/random.ts'
import { type Book, compareWithBook } from '../harness/book.ts'
import { createProbe } from '../harness/probe.ts'
import { createTestServer } from '../harness/server.ts'
import { type Crash, type Lack, openLane, REST_MS_MAX } from './lane.ts'

// `npm run crashes`: two pages and their worker of a real browser, of which some die in the middle of a drain, 20 times;
// `-- --crashes 500 --seed 7` does it more often, from another seed.

const { values } = parseArgs({
  options: {
    crashes: { type: 'string', default: '20' },
    'at-once': { type: 'string', default: '6' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
})
const LACKS: readonly Lack[] = ['nothing', 'Web Locks', 'Background Sync']
const [crashes, lanes, seed] = [Number(values.crashes), Number(values['at-once']), Number(values.seed)]

console.log(`${crashes} crashes; replay with --seed ${seed}`)
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
    const opened = await Promise.all(
      Array.from({ length: lanes }, (_, n) => {
        const own = createRandom(random.between(0, 2 ** 32 - 1))
        return openLane({ browser, server, random: own, book, lacks: LACKS[n % LACKS.length] ?? 'nothing' })
      }),
    )
    const done: Crash[] = []
    let next = 0
    await Promise.all(
      opened.map(async (lane) => {
        while (next < crashes) {
          const ended = await lane.crash(++next)
          done.push(ended)
          console.log(textOf(ended))
        }
      }),
    )
    const wrong = compareWithBook(book, (await probe.rows('buildings')).slice(before.length))
    for (const sentence of wrong.slice(0, 20)) console.log(`  ✗ ${sentence}`)
    for (const lane of opened) await lane.close()
    const rested = done.filter(({ restedMs }) => restedMs !== undefined).length
    const some = done.filter(({ inMidDrain }) => inMidDrain).length
    return [
      {
        title: `[RL6] [F12] [F14] ${rested} of ${crashes} crashes, ${some} in mid-drain: nothing waits ${REST_MS_MAX / 1_000} s later`,
        passed: rested === crashes && some > crashes / 2,
      },
      { title: `[RL6] each of ${book.size} records is there, once, with its values`, passed: wrong.length === 0 },
    ]
  } finally {
    await browser.close()
    await server.dispose()
  }
}

function textOf({ victim, lacks, inMidDrain, restedMs }: Crash): string {
  const when = inMidDrain ? 'in mid-drain' : 'after the drain'
  const rest = restedMs === undefined ? '✗ never came to rest' : `at rest after ${(restedMs / 1_000).toFixed(1)} s`
  return `  ${victim} died ${when}, in a browser that lacks ${lacks}: ${rest}`
}
