import { randomUUID } from 'node:crypto'
import Database from 'better-sqlite3'
import type { Change } from '../../contract/change.ts'
import { SCHEMA } from '../../contract/models/index.ts'
import { type Client, createClient } from '../harness/client.ts'
import type { Job } from '../harness/job.ts'
import { median, ratios, spread } from '../harness/numbers.ts'
import { startServer } from '../harness/server.ts'
import { openPeer } from '../harness/sql-peer.ts'

const ROUNDS = 5
const BATCHES = 20
const BATCH = 100

/** Changes a second over HTTP, beside prepared statements that write the same rows into the same file. */
export const serverPush: Job = {
  name: 'server-push',
  run: async () => {
    const server = await startServer(10_000)
    const database = new Database(server.file)
    try {
      const peer = openPeer(database)
      const rates = { http: [] as number[], batches: [] as number[], one: [] as number[], bare: [] as number[] }
      for (let round = 0; round < ROUNDS; round++) {
        const client = await createClient(server)
        rates.http.push(await perSecond(() => pushAll(client)))
        const rows = peer.rowsOf(client.deviceId, BATCH)
        rates.batches.push(await perSecond(() => peer.write(`batches ${round}`, rows)))
        rates.one.push(await perSecond(() => peer.write(`one ${round}`, [rows.flat()])))
        rates.bare.push(await perSecond(() => peer.upsert(`bare ${round}`, rows)))
      }
      const seen = `${spread(rates.http)} /s; statements ${spread(rates.batches)} /s`
      return [
        {
          what: 'changes/s in batches of 100 over HTTP, beside the same rows by prepared statements, a transaction a batch',
          value: median(ratios(rates.http, rates.batches)),
          unit: '×',
          target: { atLeast: 0.5 },
          note: seen,
        },
        {
          what: '… beside the same rows in one transaction for all',
          value: median(ratios(rates.http, rates.one)),
          unit: '×',
          note: `statements ${spread(rates.one)} /s`,
        },
        {
          what: '… beside the bare upsert of the records, a transaction a batch',
          value: median(ratios(rates.http, rates.bare)),
          unit: '×',
          note: `upsert ${spread(rates.bare)} /s`,
        },
        { what: 'changes/s over HTTP', value: median(rates.http), unit: '/s' },
      ]
    } finally {
      database.close()
      await server.dispose()
    }
  },
}

async function perSecond(work: () => unknown): Promise<number> {
  const from = performance.now()
  await work()
  return (BATCHES * BATCH * 1_000) / (performance.now() - from)
}

/** One batch after the other, as one device sends them. */
async function pushAll({ call, deviceId }: Client): Promise<void> {
  for (let batch = 0; batch < BATCHES; batch++) {
    const changes = Array.from({ length: BATCH }, (_, i) => change(batch * BATCH + i + 1))
    const at = new Date().toISOString()
    const body = { scope: 'demo', device_id: deviceId, acked_through: 0, sent_at: at, changes }
    const answer = await call('/api/sync/push', JSON.stringify(body))
    if (answer.includes('"ok":false')) throw new Error(answer.slice(0, 300))
  }
}

function change(mutationId: number): Change & object {
  const data = {
    name: `Warehouse ${mutationId}`,
    address: `${mutationId} Weir Lane, Dublin 8`,
    description: 'Brick, three bays, the keys are with the neighbour at number 4.',
    phone: '+353 1 555 0100',
    floors: 2,
    status: 'active',
  }
  const edited = { mutation_id: mutationId, schema: SCHEMA, edited_at: new Date().toISOString() }
  return { ...edited, op: 'create', model: 'buildings', id: randomUUID(), version: 0, data }
}
