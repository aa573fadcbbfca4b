import { randomUUID } from 'node:crypto'
import { type Client, createClient } from '../harness/client.ts'
import type { Job } from '../harness/job.ts'
import { median, ratios, spread } from '../harness/numbers.ts'
import { startServer } from '../harness/server.ts'

const ROUNDS = 5
const PULLS = 40
const CHANGES = 100

/** A pull of 100 changes from a small and from a large server, in turns. */
export const serverPull: Job = {
  name: 'server-pull',
  run: async () => {
    const [small, large] = [await startServer(10_000), await startServer(1_000_000)]
    try {
      const pullSmall = await puller(await createClient(small))
      const pullLarge = await puller(await createClient(large))
      const [smalls, larges]: [number[], number[]] = [[], []]
      for (let round = 0; round < ROUNDS; round++) {
        const times = { small: [] as number[], large: [] as number[] }
        for (let i = 0; i < PULLS; i++) {
          times.small.push(await timed(pullSmall))
          times.large.push(await timed(pullLarge))
        }
        smalls.push(median(times.small))
        larges.push(median(times.large))
      }
      return [
        {
          what: 'a pull of 100 changes with 1,000,000 rows on the server, beside one with 10,000',
          value: median(ratios(larges, smalls)),
          unit: '×',
          target: { atMost: 1.5 },
          note: `${spread(larges)} ms; ${spread(smalls)} ms`,
        },
      ]
    } finally {
      await small.dispose()
      await large.dispose()
    }
  },
}

/** Makes the changes. @returns pulls them */
async function puller({ call, deviceId }: Client): Promise<() => Promise<void>> {
  let mutationId = 0
  const push = async (count: number): Promise<string> => {
    const at = new Date().toISOString()
    const changes = Array.from({ length: count }, () => {
      mutationId += 1
      const data = { name: `Pulled ${mutationId}`, description: 'One of the newest on this server.' }
      const edited = { mutation_id: mutationId, schema: 1, edited_at: at }
      return { ...edited, op: 'create', model: 'buildings', id: randomUUID(), version: 0, data }
    })
    const body = { scope: 'demo', device_id: deviceId, acked_through: 0, sent_at: at, changes }
    // The server's own answer, read by its own measurement.
    return (JSON.parse(await call('/api/sync/push', JSON.stringify(body))) as { mark: string }).mark
  }
  const since = await push(1)
  await push(CHANGES)
  return async () => {
    const page = JSON.parse(await call(`/api/sync/pull?scope=demo&since=${encodeURIComponent(since)}`)) as {
      changes: unknown[]
    }
    if (page.changes.length !== CHANGES) throw new Error(`${page.changes.length} changes came`)
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const from = performance.now()
  await work()
  return performance.now() - from
}
