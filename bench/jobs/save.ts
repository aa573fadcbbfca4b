import { openBarePage, openProfile } from '../harness/browser.ts'
import type { Job } from '../harness/job.ts'
import { median, ratios, spread } from '../harness/numbers.ts'
import { startServer } from '../harness/server.ts'

const ROUNDS = 5
const SAVES = 60

/** One awaited save beside one raw IndexedDB transaction on stores with the same indexes, in the same page, in turns. */
export const save: Job = {
  name: 'save',
  run: async () => {
    const server = await startServer(10_000)
    const profile = await openProfile(['main'])
    try {
      const page = await openBarePage(profile, server.origin)
      await page.evaluate(() => window.bench.signIn('ana@demo.test'))
      const rounds = await page.evaluate(([rounds, saves]) => window.bench.saves('saves', rounds, saves), [
        ROUNDS,
        SAVES,
      ] as const)
      const [ours, raw] = [rounds.map(({ satchel }) => satchel), rounds.map(({ raw }) => raw)]
      return [
        {
          what: 'one awaited save, 10,000 rows in the mirror, beside a raw strict transaction',
          value: median(ratios(ours, raw)),
          unit: '×',
          target: { atMost: 2 },
          note: `${spread(ours)} ms; raw ${spread(raw)} ms`,
        },
      ]
    } finally {
      await profile.dispose()
      await server.dispose()
    }
  },
}
