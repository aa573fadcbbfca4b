import { addBuilding, expectPending, signIn } from '../../e2e/harness/app.ts'
import { openProfile } from '../harness/browser.ts'
import type { Job } from '../harness/job.ts'
import { median, spread } from '../harness/numbers.ts'
import { startServer } from '../harness/server.ts'

const ROUNDS = 5

/** The page is open and offline, a record waits: from the `online` event until the push is on its way to the server. */
export const online: Job = {
  name: 'online',
  run: async () => {
    const server = await startServer(10_000)
    const profile = await openProfile(['screen'])
    const { context } = profile
    try {
      const page = await context.newPage()
      await signIn(page, { origin: server.origin })
      const times: number[] = []
      for (let round = 0; round < ROUNDS; round++) {
        await context.setOffline(true)
        await addBuilding(page, `Offline ${round}`)
        await expectPending(page, 1)
        const pushed = context.waitForEvent('request', { predicate: (request) => request.url().endsWith('/push') })
        const wentOnline = page.evaluate(
          () =>
            new Promise<number>((resolve) => {
              addEventListener('online', () => resolve(Date.now()), { once: true })
            }),
        )
        await context.setOffline(false)
        const from = await wentOnline
        await pushed
        times.push(Date.now() - from)
        await expectPending(page, 0, { timeout: 30_000 })
      }
      return [
        {
          what: '`online` event to the push leaving for the server, page open',
          value: median(times),
          unit: 'ms',
          target: { atMost: 1_000 },
          note: spread(times),
        },
      ]
    } finally {
      await profile.dispose()
      await server.dispose()
    }
  },
}
