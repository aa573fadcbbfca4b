import type { Page } from '@playwright/test'
import { addBuilding, expectPending } from '../../e2e/harness/app.ts'
import { createEar, type Ear } from '../harness/first-byte.ts'
import type { Job } from '../harness/job.ts'
import { median, spread } from '../harness/numbers.ts'
import { ROWS, withApp } from '../harness/opened-app.ts'
import { startServer } from '../harness/server.ts'

const ROUNDS = 5

/** The page is open and offline, a record waits: from the `online` event until the push's first byte is at the server. */
export const online: Job = {
  name: 'online',
  run: async () => {
    const ear = await createEar()
    const start = async () => {
      const server = await startServer(ROWS, ear.origin)
      ear.connectTo(server.port)
      return server
    }
    try {
      const times = await withApp(async ({ page }) => {
        const rounds: number[] = []
        for (let round = 0; round < ROUNDS; round++) rounds.push(await comeBack(page, ear, `Offline ${round}`))
        return rounds
      }, start)
      return [
        {
          what: '100,000 rows: `online` event to the first byte of the push at the server, page open',
          value: median(times),
          unit: 'ms',
          target: { atMost: 1_000 },
          note: spread(times),
        },
      ]
    } finally {
      await ear.close()
    }
  },
}

/** @returns ms from the event until the push has arrived */
async function comeBack(page: Page, ear: Ear, name: string): Promise<number> {
  await page.context().setOffline(true)
  await addBuilding(page, name)
  await expectPending(page, 1)
  const arrived = ear.heard('/push')
  const wentOnline = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        addEventListener('online', () => resolve(Date.now()), { once: true })
      }),
  )
  await page.context().setOffline(false)
  const ms = (await arrived) - (await wentOnline)
  await expectPending(page, 0, { timeout: 30_000 })
  return ms
}
