import { createServer, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createEnvironment, platformTimers } from '../src/sync/environment.ts'
import { createHttpTransport } from '../src/sync/network/http-transport.ts'
import { isUnreachable } from '../src/app/features/pending/attempt-text.ts'
import { UNTRUSTED } from './untrusted-certificate.ts'

const never = new AbortController().signal
const BATCH = { deviceId: 'd1', ackedThrough: 0, sentAt: 'now', bodies: ['{"mutation_id":1,"secret":"mine"}'] }

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function listening<S extends Server>(server: S): Promise<number> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // It listens on a port.
  return (server.address() as AddressInfo).port
}

const transportTo = (baseUrl: string) =>
  createHttpTransport({ baseUrl, scope: 'demo', fetch, timers: platformTimers, nowMs: createEnvironment().nowMs })

describe('a redirect is not followed, whatever it leads to', () => {
  const html = '<html>Sign in to the hotel</html>'
  const toPage: RequestListener = (request, response) => {
    if (request.url === '/welcome') response.setHeader('content-type', 'text/html').end(html)
    else response.writeHead(302, { location: '/welcome', 'x-satchel-protocol': '1' }).end()
  }

  it('[F33] [WP4] 302 to a page: every call is "not reachable"', async () => {
    const asked: string[] = []
    const port = await listening(
      createServer((request, response) => {
        asked.push(request.url ?? '')
        toPage(request, response)
      }),
    )
    const transport = transportTo(`http://127.0.0.1:${port}`)
    expect(await transport.health(never)).toMatchObject({ kind: 'unreachable' })
    expect(await transport.push(BATCH, never)).toMatchObject({ kind: 'unreachable' })
    expect(await transport.pull({ since: 'e1.1.a' }, never)).toMatchObject({ kind: 'unreachable' })
    expect(await transport.snapshot(undefined, async () => undefined, never)).toMatchObject({ kind: 'unreachable' })
    expect(await transport.live(() => undefined, never)).toMatchObject({ kind: 'unreachable' })
    expect(asked).not.toContain('/welcome')
  })

  it('[F33] [WP4] 307 to another origin: it never gets what was to be sent', async () => {
    const stolen: string[] = []
    const elsewhere = await listening(
      createServer((request, response) => {
        stolen.push(request.url ?? '')
        const body = { epoch: 'e1', mark: 'e1.1.a', schema: 1, results: [{ mutation_id: 1, ok: true, new_version: 1 }] }
        response.writeHead(200, { 'content-type': 'application/json', 'x-satchel-protocol': '1' })
        response.end(JSON.stringify(body))
      }),
    )
    const port = await listening(
      createServer((request, response) => {
        request.resume()
        response.writeHead(307, { location: `http://127.0.0.1:${elsewhere}${request.url}` }).end()
      }),
    )
    const outcome = await transportTo(`http://127.0.0.1:${port}`).push(BATCH, never)
    expect(outcome).toMatchObject({ kind: 'unreachable', timedOut: false })
    expect(stolen).toEqual([])
  })
})

describe('a connection that cannot be made is offline, and is named where the platform tells why', () => {
  const saying = async (baseUrl: string) => {
    const outcome = await transportTo(baseUrl).health(never)
    if (outcome.kind !== 'unreachable') throw new Error('it was believed')
    return { ...outcome, isOffline: isUnreachable(outcome.message) }
  }
  const offline = (name: RegExp) => ({
    ...{ kind: 'unreachable', timedOut: false, isOffline: true },
    message: expect.stringMatching(name) as string,
  })

  it('[F35] a certificate that nobody vouches for, of another name: nothing is sent', async () => {
    const asked: string[] = []
    const server = createSecureServer(UNTRUSTED, (request, response) => {
      asked.push(request.url ?? '')
      response.end()
    })
    const port = await listening(server)
    expect(await saying(`https://127.0.0.1:${port}`)).toEqual(offline(/CERT/))
    expect(await transportTo(`https://127.0.0.1:${port}`).push(BATCH, never)).toMatchObject({ kind: 'unreachable' })
    expect(asked).toEqual([])
  })

  it('[F35] no TLS where there should be', async () => {
    const port = await listening(createServer((_request, response) => response.end()))
    expect(await saying(`https://127.0.0.1:${port}`)).toEqual(offline(/SSL|TLS|EPROTO/))
  })

  it('[F35] a name that nobody knows', async () => {
    expect(await saying('http://satchel.invalid')).toEqual(offline(/ENOTFOUND|EAI_AGAIN/))
  })

  it('[F35] a port where nobody listens', async () => {
    const port = await listening(createServer())
    await new Promise((resolve) => servers.splice(0)[0]?.close(resolve))
    expect(await saying(`http://127.0.0.1:${port}`)).toEqual(offline(/ECONNREFUSED/))
  })
})
