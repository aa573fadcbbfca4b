import { goToList, signIn } from '../../e2e/harness/app.ts'
import { openProfile, throttle } from '../harness/browser.ts'
import type { Job } from '../harness/job.ts'
import { median, quantile, spread } from '../harness/numbers.ts'
import { startServer } from '../harness/server.ts'

const ROUNDS = 5
const SAVES = 10
const RATE = 4

/** From the tap on Save until the strict transaction is complete and the row shows it, in the list beside the form. */
export const saveTap: Job = {
  name: 'save-tap',
  run: async () => {
    const server = await startServer(10_000)
    const profile = await openProfile(['screen'])
    try {
      const page = await profile.context.newPage()
      await signIn(page, { origin: server.origin })
      await goToList(page)
      await page.locator('li[aria-posinset="1"] a').click()
      await throttle(await profile.context.newCDPSession(page), RATE)
      const rounds: number[] = []
      for (let round = 0; round < ROUNDS; round++) {
        const times: number[] = []
        for (let save = 0; save < SAVES; save++) {
          const name = `Saved ${round}.${save}`
          await page.getByLabel('Name', { exact: true }).fill(name)
          const done = page.evaluate(async (name) => {
            const tapped = window.benchScreen.clicked('Save')
            // "Saved on this device" comes once the transaction is complete.
            const said = window.benchScreen.shown('Saved on this device')
            return Math.max(await said, await window.benchScreen.seen(name)) - (await tapped)
          }, name)
          await page.getByRole('button', { name: 'Save', exact: true }).click()
          times.push(await done)
        }
        rounds.push(quantile(times, 0.95))
      }
      return [
        {
          what: `${RATE}× CPU: a save, tap to strict transaction complete and row painted, p95`,
          value: median(rounds),
          unit: 'ms',
          target: { atMost: 50 },
          note: spread(rounds),
        },
      ]
    } finally {
      await profile.dispose()
      await server.dispose()
    }
  },
}
