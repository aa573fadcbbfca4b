import { signIn } from '../../e2e/harness/app.ts'
import { openProfile, stopWorkers, throttle } from '../harness/browser.ts'
import type { Figure, Job } from '../harness/job.ts'
import { median, spread } from '../harness/numbers.ts'
import { type BenchServer, startServer } from '../harness/server.ts'

const ROUNDS = 5
const RATE = 4

/** When the largest thing on the screen is painted: sign-in with an empty profile, and home with the worker stopped. */
export const paint: Job = {
  name: 'paint',
  run: async () => {
    const server = await startServer(10_000)
    try {
      const first: number[] = []
      for (let round = 0; round < ROUNDS; round++) first.push((await paintTimes(server, 1, false))[0] ?? Number.NaN)
      const warm = await paintTimes(server, ROUNDS, true)
      return [figure('the sign-in page', first), figure('a warm start', warm)]
    } finally {
      await server.dispose()
    }
  },
}

async function paintTimes({ origin }: BenchServer, rounds: number, isWarm: boolean): Promise<number[]> {
  const profile = await openProfile([])
  try {
    const { context } = profile
    const page = await context.newPage()
    if (isWarm) await signIn(page, { origin })
    const devtools = await context.newCDPSession(page)
    const times: number[] = []
    for (let round = 0; round < rounds; round++) {
      await page.goto(`${origin}/api/health`)
      await throttle(devtools, RATE)
      if (isWarm) await stopWorkers(devtools)
      await page.goto(origin)
      await (
        isWarm ? page.getByRole('link', { name: 'Buildings', exact: true }).first() : page.getByLabel('Email')
      ).waitFor()
      times.push(await page.evaluate(largestPaint))
      await throttle(devtools, 1)
    }
    return times
  } finally {
    await profile.dispose()
  }
}

/** Of this document, ms since its navigation. */
function largestPaint(): Promise<number> {
  return new Promise((resolve) => {
    new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime ?? 0)).observe({
      type: 'largest-contentful-paint',
      buffered: true,
    })
  })
}

function figure(what: string, values: readonly number[]): Figure {
  return {
    what: `${RATE}× CPU: LCP of ${what}`,
    value: median(values),
    unit: 'ms',
    target: { atMost: 1_500 },
    note: spread(values),
  }
}
