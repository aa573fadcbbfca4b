import { request } from 'node:http'
import { type Client, createClient } from '../harness/client.ts'
import type { Figure, Job } from '../harness/job.ts'
import { median, spread } from '../harness/numbers.ts'
import { type BenchServer, startServer } from '../harness/server.ts'

const ROUNDS = 5
const PATH = '/api/sync/snapshot?scope=demo'

/** A whole snapshot over HTTP, compressed as a browser asks for it, and not read further than its bytes. */
export const serverSnapshot: Job = {
  name: 'server-snapshot',
  run: async () => [await measure(10_000), await measure(100_000)],
}

async function measure(rows: number): Promise<Figure> {
  const server = await startServer(rows)
  try {
    const client = await createClient(server)
    await download(server, client)
    const times: number[] = []
    let bytes = 0
    for (let round = 0; round < ROUNDS; round++) {
      const from = performance.now()
      bytes = await download(server, client)
      times.push(performance.now() - from)
    }
    return {
      what: `the server sends a snapshot of ${rows.toLocaleString('en')} rows`,
      value: median(times),
      unit: 'ms',
      note: `${spread(times)} ms; ${(bytes / 1e6).toFixed(1)} MB`,
    }
  } finally {
    await server.dispose()
  }
}

/** @returns the bytes of the body as they came */
function download({ port }: BenchServer, { headers }: Client): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path: PATH, headers: { ...headers, 'accept-encoding': 'gzip' } },
      (answer) => {
        let bytes = 0
        answer.on('data', (chunk: Buffer) => (bytes += chunk.length))
        answer.on('end', () => resolve(bytes))
        answer.on('error', reject)
      },
    )
    sent.on('error', reject).end()
  })
}
