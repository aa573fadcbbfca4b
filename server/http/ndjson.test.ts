import { once } from 'node:events'
import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { describe, expect, it } from 'vitest'
import { ndjsonReply } from './ndjson.ts'

/** Lines without end, hard to compress, that tell how many were asked for and when the last one was. */
function endlessLines() {
  let markReturned = (): void => {}
  const lines = { asked: 0, returned: new Promise<void>((resolve) => (markReturned = resolve)) }
  const generate = async function* (): AsyncGenerator<string, void, void> {
    try {
      for (;;) {
        lines.asked += 1
        yield `${JSON.stringify(Array.from({ length: 500 }, () => Math.random()))}\n`
      }
    } finally {
      markReturned()
    }
  }
  return { lines, generate }
}

describe('lines of JSON', () => {
  it.each(['gzip', 'identity'])('[HT16] a client that leaves ends the reading (%s)', async (encoding) => {
    const { lines, generate } = endlessLines()
    const server = createServer(getRequestListener((request) => ndjsonReply(request, generate()))).listen(0)
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const sent = httpRequest({ port, headers: { 'accept-encoding': encoding } }).end()
    const [answer] = await once(sent, 'response')
    await once(answer, 'data')
    answer.destroy()
    await lines.returned
    expect(lines.asked).toBeGreaterThan(0)
    server.close()
  })

  it.each(['gzip', 'identity'])('[HT16] a client that reads slowly is not read ahead of (%s)', async (encoding) => {
    const { lines, generate } = endlessLines()
    const request = new Request('http://localhost/', { headers: { 'accept-encoding': encoding } })
    const reader = ndjsonReply(request, generate()).body?.getReader()
    await reader?.read()
    // Without back-pressure the generator would go on for ever in these turns of the event loop.
    for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve))
    expect(lines.asked).toBeLessThan(100)
    await reader?.cancel()
    await lines.returned
  })
})
