import { openBarePage, openProfile } from '../harness/browser.ts'
import type { Figure, Job } from '../harness/job.ts'
import { median, spread } from '../harness/numbers.ts'
import { startServer } from '../harness/server.ts'

const RUNS = 5
const SIZES = [
  { rows: 10_000, atMost: 600 },
  { rows: 100_000, atMost: 3_000 },
]

/** From an empty device to a durable mirror, over HTTP: the engine, store and transport of the app in a page. */
export const firstSync: Job = {
  name: 'first-sync',
  run: async () => {
    const figures: Figure[] = []
    for (const { rows, atMost } of SIZES) figures.push(await measure(rows, atMost))
    return figures
  },
}

async function measure(rows: number, atMost: number): Promise<Figure> {
  const server = await startServer(rows)
  const profile = await openProfile(['main'])
  try {
    const page = await openBarePage(profile, server.origin)
    await page.evaluate(() => window.bench.signIn('ana@demo.test'))
    const times: number[] = []
    let received = 0
    for (let run = 0; run < RUNS; run++) {
      const synced = await page.evaluate((userId) => window.bench.firstSync(userId), `first-${run}`)
      times.push(synced.ms)
      received = synced.rows
    }
    return {
      what: `first sync of ${received.toLocaleString('en')} rows, durable`,
      value: median(times),
      unit: 'ms',
      target: { atMost },
      note: `${spread(times)} ms`,
    }
  } finally {
    await profile.dispose()
    await server.dispose()
  }
}
