import type { Page } from '@playwright/test'
import { goToList, save, signIn } from '../../e2e/harness/app.ts'
import { openProfile, type Profile } from '../harness/browser.ts'
import type { Job } from '../harness/job.ts'
import { median, spread } from '../harness/numbers.ts'
import { startServer } from '../harness/server.ts'

const ROUNDS = 5
const EDITS = 5

/** The real app on two devices: from the tap on Save on one until the new title is painted in the other's list. */
export const liveEdit: Job = {
  name: 'live-edit',
  run: async () => {
    const server = await startServer(10_000)
    const [ana, ben] = [await openProfile(['screen']), await openProfile(['screen'])]
    try {
      const anas = await openList(ana, server.origin, 'ana@demo.test')
      const bens = await openList(ben, server.origin, 'ben@demo.test')
      await anas.locator('li[aria-posinset="1"] a').click()
      const rounds: number[] = []
      for (let round = 0; round < ROUNDS; round++) {
        const times: number[] = []
        for (let edit = 0; edit < EDITS; edit++) times.push(await editOnce(anas, bens, `Live ${round}.${edit}`))
        rounds.push(median(times))
      }
      return [
        {
          what: 'one live edit, tap to the other device’s screen',
          value: median(rounds),
          unit: 'ms',
          target: { atMost: 60 },
          note: spread(rounds),
        },
      ]
    } finally {
      await ana.dispose()
      await ben.dispose()
      await server.dispose()
    }
  },
}

async function openList({ context }: Profile, origin: string, email: string): Promise<Page> {
  const page = await context.newPage()
  await signIn(page, { origin, email })
  await goToList(page)
  await page.locator('li[aria-posinset="1"] a').waitFor()
  return page
}

async function editOnce(anas: Page, bens: Page, name: string): Promise<number> {
  await anas.getByLabel('Name', { exact: true }).fill(name)
  const seen = bens.evaluate((text) => window.benchScreen.seen(text), name)
  const tapped = anas.evaluate(() => window.benchScreen.clicked('Save'))
  await save(anas)
  return (await seen) - (await tapped)
}
