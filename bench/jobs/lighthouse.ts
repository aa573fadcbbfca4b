import { type Audit, auditPage } from '../../e2e/harness/lighthouse.ts'
import type { Job } from '../harness/job.ts'
import { median, spread } from '../harness/numbers.ts'
import { ROWS } from '../harness/opened-app.ts'
import { startServer } from '../harness/server.ts'

const RUNS = 5
const GOALS = { performance: 95, accessibility: 100, 'best-practices': 100 } as const

/** Lighthouse's scores of the sign-in page. */
export const lighthouse: Job = {
  name: 'lighthouse',
  run: async () => {
    const server = await startServer(ROWS)
    try {
      const runs: Audit[] = []
      for (let run = 0; run < RUNS; run++) runs.push(await auditPage(server.origin, Object.keys(GOALS)))
      return Object.entries(GOALS).map(([category, goal]) => {
        const scores = runs.map(({ scores }) => scores[category] ?? 0)
        return {
          what: `Lighthouse on the sign-in page: ${category}`,
          value: median(scores),
          unit: 'points' as const,
          target: { atLeast: goal },
          note: spread(scores),
        }
      })
    } finally {
      await server.dispose()
    }
  },
}
