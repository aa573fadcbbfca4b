import { signIn } from '../../e2e/harness/app.ts'
import { openProfile, stopWorkers, throttle } from '../harness/browser.ts'
import type { Figure, Job } from '../harness/job.ts'
import { median, spread } from '../harness/numbers.ts'
import { PHONE_RATE, ROWS } from '../harness/opened-app.ts'
import { type BenchServer, startServer } from '../harness/server.ts'

const ROUNDS = 5

/** When the largest thing on the screen is painted: sign-in with an empty profile, and home with the worker stopped. */
export const paint: Job = {
  name: 'paint',
  run: async () => {
    const server = await startServer(ROWS)
    try {
      const first: number[] = []
      for (let round = 0; round < ROUNDS; round++) first.push(...(await paintTimes(server, 1, false)))
      const warm = await paintTimes(server, ROUNDS, true)
      return [figure('the sign-in page', first), figure('a warm start with 100,000 rows', warm)]
    } finally {
      await server.dispose()
    }
  },
}

async function paintTimes({ origin }: BenchServer, rounds: number, isWarm: boolean): Promise<number[]> {
  const profile = await openProfile(['screen'])
  try {
    const page = await profile.context.newPage()
    if (isWarm) await signIn(page, { origin })
    const devtools = await profile.context.newCDPSession(page)
    const times: number[] = []
    for (let round = 0; round < rounds; round++) {
      // Another document of the same origin, so that the throttled process is the one that the app starts in.
      await page.goto(`${origin}/api/health`)
      await throttle(devtools, PHONE_RATE)
      if (isWarm) await stopWorkers(devtools)
      await page.goto(origin)
      const last = isWarm
        ? page.getByRole('link', { name: 'Buildings', exact: true }).first()
        : page.getByLabel('Email').first()
      await last.waitFor()
      times.push(await page.evaluate(() => window.benchScreen.largestPaint()))
      await throttle(devtools, 1)
    }
    return times
  } finally {
    await profile.dispose()
  }
}

function figure(what: string, values: readonly number[]): Figure {
  return {
    what: `${PHONE_RATE}× CPU: LCP of ${what}`,
    value: median(values),
    unit: 'ms',
    target: { atMost: 1_500 },
    note: spread(values),
  }
}
