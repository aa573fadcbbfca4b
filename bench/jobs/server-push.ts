import { getRandomValues } from 'node:crypto'
import Database from 'better-sqlite3'
import type { Change } from '../../contract/change.ts'
import { SCHEMA } from '../../contract/models/index.ts'
import { uuidv7 } from '../../src/sync/environment.ts'
import { type Client, createClient } from '../harness/client.ts'
import type { Figure, Job } from '../harness/job.ts'
import { median, ratios, spread } from '../harness/numbers.ts'
import { type BenchServer, startServer } from '../harness/server.ts'
import { type ChangeRows, openPeer, type Peer } from '../harness/sql-peer.ts'

const ROUNDS = 5
const DEVICES = 4
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
      const rates = { alone: [], together: [], batches: [], one: [], bare: [] } as Record<Way, number[]>
      await pushRound(server, 1)
      for (let round = 0; round < ROUNDS; round++) {
        rates.alone.push((await pushRound(server, 1)).perSecond)
        const { perSecond, deviceIds } = await pushRound(server, DEVICES)
        rates.together.push(perSecond)
        const rows = peer.rowsOf(deviceIds, BATCH)
        // Taken out and put back: in the end the file is as the server left it.
        rates.bare.push(rewrite(peer, rows, () => peer.upsert(rows)))
        rates.one.push(rewrite(peer, rows, () => peer.write([rows.flat()])))
        rates.batches.push(rewrite(peer, rows, () => peer.write(rows)))
      }
      return figuresOf(rates)
    } finally {
      database.close()
      await server.dispose()
    }
  },
}

type Way = 'alone' | 'together' | 'batches' | 'one' | 'bare'

function figuresOf(rates: Record<Way, number[]>): Figure[] {
  const beside = (peer: Way): number => median(ratios(rates.together, rates[peer]))
  return [
    {
      what: `changes/s in batches of 100 over HTTP from ${DEVICES} devices, beside the same rows by prepared statements, a transaction a batch`,
      value: beside('batches'),
      unit: '×',
      target: { atLeast: 0.5 },
      note: `${spread(rates.together)} /s; statements ${spread(rates.batches)} /s`,
    },
    {
      what: '… from one device',
      value: median(ratios(rates.alone, rates.batches)),
      unit: '×',
      note: `${spread(rates.alone)} /s`,
    },
    {
      what: '… beside one transaction for all',
      value: beside('one'),
      unit: '×',
      note: `statements ${spread(rates.one)} /s`,
    },
    {
      what: '… beside the bare upsert of the records',
      value: beside('bare'),
      unit: '×',
      note: `upsert ${spread(rates.bare)} /s`,
    },
  ]
}

/** New devices push at once, each one batch after the other. */
async function pushRound(server: BenchServer, devices: number) {
  const clients = await Promise.all(Array.from({ length: devices }, () => createClient(server)))
  const bodies = clients.map(bodiesOf)
  const from = performance.now()
  await Promise.all(clients.map((client, i) => pushAll(client, bodies[i] ?? [])))
  const perSecond = (devices * BATCHES * BATCH * 1_000) / (performance.now() - from)
  return { perSecond, deviceIds: clients.map(({ deviceId }) => deviceId) }
}

async function pushAll({ call }: Client, bodies: readonly string[]): Promise<void> {
  for (const body of bodies) {
    const answer = await call('/api/sync/push', body)
    if (answer.includes('"ok":false')) throw new Error(answer.slice(0, 300))
  }
}

/** @returns rows a second */
function rewrite({ remove }: Peer, rows: ChangeRows[][], write: () => void): number {
  remove(rows)
  const from = performance.now()
  write()
  return (rows.length * BATCH * 1_000) / (performance.now() - from)
}

function bodiesOf({ deviceId }: Client): string[] {
  return Array.from({ length: BATCHES }, (_, batch) => {
    const changes = Array.from({ length: BATCH }, (_, i) => change(batch * BATCH + i + 1))
    const at = new Date().toISOString()
    // Nothing is acknowledged, so that the results stay in the file.
    return JSON.stringify({ scope: 'demo', device_id: deviceId, acked_through: 0, sent_at: at, changes })
  })
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
  return {
    ...edited,
    op: 'create',
    model: 'buildings',
    id: uuidv7(Date.now(), getRandomValues(new Uint8Array(16))),
    version: 0,
    data,
  }
}
