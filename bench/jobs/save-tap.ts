import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from '@playwright/test'
import { expectPending } from '../../e2e/harness/app.ts'
import { throttle } from '../harness/browser.ts'
import type { Job } from '../harness/job.ts'
import { median, quantile, ratios, round, spread } from '../harness/numbers.ts'
import { PHONE_RATE, withApp } from '../harness/opened-app.ts'

const ROUNDS = 5
const SAVES = 10
/** A thumb's way from the keyboard to Save. */
const FROM_KEY_TO_TAP_MS = 300

/**
 * From the tap on Save until the strict transaction is complete and the row shows it, in the list beside the form. One save at a
 * time, as a person makes them: the next one begins when the server has the last.
 */
export const saveTap: Job = {
  name: 'save-tap',
  run: () =>
    withApp(async ({ page, devtools }) => {
      await page.locator('li[aria-posinset="1"] a').click()
      await throttle(devtools, PHONE_RATE)
      await saveOnce(page, 'Saved first')
      await page.evaluate(() => window.benchScreen.layBareSave())
      const rounds: Saved[][] = []
      for (let nth = 0; nth < ROUNDS; nth++) {
        const saves: Saved[] = []
        for (let save = 0; save < SAVES; save++) saves.push(await measureOnce(page, `${nth}.${save}`))
        rounds.push(saves)
      }
      const p95 = (what: (save: Saved) => number) => rounds.map((saves) => quantile(saves.map(what), 0.95))
      const all = p95(({ rowMs, saidMs }) => Math.max(rowMs, saidMs))
      const medians = rounds.map((saves) => median(saves.map(({ rowMs, saidMs }) => Math.max(rowMs, saidMs))))
      const bare = p95(({ bareMs }) => bareMs)
      return [
        {
          what: `100,000 rows, ${PHONE_RATE}× CPU: a save, tap to strict transaction complete and row painted, p95`,
          value: median(all),
          unit: 'ms',
          target: { atMost: 50 },
          note: spread(all),
        },
        { what: '… its median', value: median(medians), unit: 'ms', note: spread(medians) },
        {
          what: '… beside one strict transaction and one text of that row, by hand, in the same page, p95',
          value: median(ratios(all, bare)),
          unit: '×',
          note: `${spread(bare)} ms; median ${round(median(rounds.flat().map(({ bareMs }) => bareMs)))} ms`,
        },
        {
          what: '… tap to strict transaction complete and said so, p95',
          value: median(p95(({ saidMs }) => saidMs)),
          unit: 'ms',
          note: spread(p95(({ saidMs }) => saidMs)),
        },
      ]
    }),
}

interface Saved {
  readonly saidMs: number
  readonly rowMs: number
  /** The same of what no save can do without. */
  readonly bareMs: number
}

async function measureOnce(page: Page, text: string): Promise<Saved> {
  const saved = await saveOnce(page, `Saved ${text}`)
  return { ...saved, bareMs: await bareOnce(page, `Bare ${text}`) }
}

async function saveOnce(page: Page, name: string): Promise<Omit<Saved, 'bareMs'>> {
  await page.getByLabel('Name', { exact: true }).fill(name)
  const done = page.evaluate(async (name) => {
    const tapped = window.benchScreen.clicked('Save')
    // "Saved on this device" comes once the transaction is complete.
    const said = window.benchScreen.shown('Saved on this device')
    const seen = window.benchScreen.seen(name)
    const from = await tapped
    return { saidMs: (await said) - from, rowMs: (await seen) - from }
  }, name)
  await delay(FROM_KEY_TO_TAP_MS)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const saved = await done
  await expectPending(page, 0, { timeout: 30_000 })
  return saved
}

async function bareOnce(page: Page, text: string): Promise<number> {
  const done = page.evaluate((text) => window.benchScreen.bareSave(text), text)
  await delay(FROM_KEY_TO_TAP_MS)
  await page.getByRole('button', { name: 'Bare save', exact: true }).click()
  return done
}
