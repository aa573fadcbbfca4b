import type { Page } from '@playwright/test'
import { shiftsOf } from '../../e2e/harness/layout-shifts.ts'
import { throttle } from '../harness/browser.ts'
import type { Job } from '../harness/job.ts'
import { median, quantile, spread } from '../harness/numbers.ts'
import { PHONE_RATE, withApp } from '../harness/opened-app.ts'

const ROUNDS = 3
const TAPS = 50
/** Faster interactions are not told. */
const UNTOLD_MS = 16

/** Event Timing over taps on records, each once the last one's form is there, and what moved by itself meanwhile. */
export const taps: Job = {
  name: 'taps',
  run: () =>
    withApp(async ({ page, devtools }) => {
      await throttle(devtools, PHONE_RATE)
      const rounds: number[] = []
      const shifts: number[] = []
      for (let round = 0; round < ROUNDS; round++) {
        const before = (await tapTimes(page)).length
        const shifted = await shiftsOf(page)
        for (let tap = 0; tap < TAPS; tap++) await openNth(page, (tap % 6) + 1)
        const told = (await tapTimes(page)).slice(before)
        const all = [...told, ...Array.from({ length: Math.max(0, TAPS - told.length) }, () => UNTOLD_MS)]
        rounds.push(quantile(all, 0.95))
        shifts.push((await shiftsOf(page)) - shifted)
      }
      const what = `100,000 rows, ${PHONE_RATE}× CPU: ${TAPS} taps,`
      return [
        {
          what: `${what} Event Timing p95`,
          value: median(rounds),
          unit: 'ms',
          target: { atMost: 100 },
          note: spread(rounds),
        },
        { what: `${what} CLS`, value: median(shifts), unit: '', target: { atMost: 0.02 }, note: spread(shifts) },
      ]
    }),
}

/** Taps on a row, and waits until its form is there. */
async function openNth(page: Page, n: number): Promise<void> {
  const row = page.locator(`li[aria-posinset="${n}"] a`)
  const id = (await row.getAttribute('data-id')) ?? ''
  await row.click()
  await page.evaluate((wanted) => window.benchScreen.opened(wanted), id)
}

async function tapTimes(page: Page): Promise<number[]> {
  return page.evaluate(() => window.benchScreen.tapTimes())
}
