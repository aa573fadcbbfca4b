import type { Page } from '@playwright/test'
import { throttle } from '../harness/browser.ts'
import type { Figure, Job } from '../harness/job.ts'
import { median, quantile, spread } from '../harness/numbers.ts'
import { PHONE_RATE, untilAtRest, withApp } from '../harness/opened-app.ts'

const ROUNDS = 5
const WORDS = ['okafor', 'lindenhof', 'garnier', 'mill house', 'tanaka', '2026-03']
const OFFSET = 50_000

/** 100,000 rows at 4× CPU: search as you type, and a list far down; what the API takes, and what a person sees. */
export const list: Job = {
  name: 'list',
  run: () =>
    withApp(async ({ page, devtools, server }) => {
      await page.goto(`${server.origin}/payments`)
      await page.getByRole('searchbox', { name: 'Search' }).waitFor()
      await untilAtRest(page, ['head:payments', 'payments', 'leases', 'tenants', 'buildings'])
      await page.evaluate(() => window.bench.list('payments', { search: 'warm' }))
      await throttle(devtools, PHONE_RATE)
      return [...(await answered(page)), ...(await onScreen(page))]
    }),
}

async function answered(page: Page): Promise<Figure[]> {
  const [searches, lists]: [number[], number[]] = [[], []]
  for (let round = 0; round < ROUNDS; round++) {
    const typed = keystrokes().map((search) => ({ search, limit: 200 }))
    const far = Array.from({ length: 20 }, (_, i) => ({ offset: OFFSET + i * 50, limit: 50 }))
    searches.push(quantile(await page.evaluate((queries) => window.bench.listTimes('payments', queries), typed), 0.95))
    lists.push(median(await page.evaluate((queries) => window.bench.listTimes('payments', queries), far)))
  }
  return [
    figure('search as you type, p95, answered', searches, 50),
    figure(`list at offset ${OFFSET.toLocaleString('en')}, answered`, lists, 20),
  ]
}

async function onScreen(page: Page): Promise<Figure[]> {
  const [searches, lists]: [number[], number[]] = [[], []]
  for (let round = 0; round < ROUNDS; round++) {
    const times: number[] = []
    for (const text of keystrokes()) {
      const { total, items } = await page.evaluate((search) => window.bench.list('payments', { search }), text)
      const answer = { total, title: items[0]?.title ?? '' }
      const ms = await page.evaluate(([text, answer]) => window.benchScreen.searchFor(text, answer), [
        text,
        answer,
      ] as const)
      if (ms !== undefined) times.push(ms)
    }
    searches.push(quantile(times, 0.95))
    const { total } = await page.evaluate(() => window.bench.list('payments', {}))
    await page.evaluate((total) => window.benchScreen.searchFor('', { total, title: '' }), total)
    lists.push(await page.evaluate((offset) => window.benchScreen.scrollTo(offset), OFFSET + round * 1_000))
    await page.evaluate(() => window.benchScreen.scrollTo(0))
  }
  return [
    figure('search as you type, p95, key press to painted list', searches, 50),
    figure(`list at offset ${OFFSET.toLocaleString('en')}, scroll to painted rows`, lists, 20),
  ]
}

function figure(what: string, values: readonly number[], atMost: number): Figure {
  return {
    what: `100,000 rows, ${PHONE_RATE}× CPU: ${what}`,
    value: median(values),
    unit: 'ms',
    target: { atMost },
    note: spread(values),
  }
}

/** Each word letter by letter. */
function keystrokes(): string[] {
  return WORDS.flatMap((word) => Array.from(word, (_, i) => word.slice(0, i + 1)))
}
