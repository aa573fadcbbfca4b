import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { PROTOCOL_HEADER } from '../../contract/wire/protocol.ts'

/** What happens to calls of the API from now on; pages and files always pass. */
export type Fault =
  | { readonly kind: 'none' }
  | { readonly kind: 'latency'; readonly delayMs: number }
  /** Accepted, and never answered. */
  | { readonly kind: 'blackHole' }
  /** The connection is closed before the server hears of it. */
  | { readonly kind: 'reset' }
  /** The server does its work; the connection breaks before the answer. Only pushes; other calls pass. */
  | { readonly kind: 'cutAfterCommit' }
  /** A captive portal: 200 and a page. */
  | { readonly kind: 'portal' }
  | { readonly kind: 'unavailable'; readonly retryAfterSeconds: number }
  | { readonly kind: 'signedOut' }

export interface FaultProxy {
  readonly port: number
  readonly origin: string
  /** Where the server listens from now on, on 127.0.0.1. */
  connectTo(port: number): void
  /** Open connections of the API (live streams) end at once, as in a new network; those in a black hole stay there. */
  set(fault: Fault): void
  /** Puts a statement before a script on its way to the browser. */
  prepend(path: string, statement: string): void
  /** Paths of the API calls that came, oldest first, and what became of them. */
  readonly calls: readonly { readonly path: string; readonly body: string; readonly fault: Fault['kind'] }[]
  /** Resolves with the next call of that path; it is recorded before its fault is done. */
  nextCall(path: string): Promise<{ readonly body: string }>
  close(): Promise<void>
}

/** A proxy before the server that misbehaves on demand. */
export async function createFaultProxy(): Promise<FaultProxy> {
  let upstreamPort = 0
  const prepended = new Map<string, string>()
  let fault: Fault = { kind: 'none' }
  const calls: { path: string; body: string; fault: Fault['kind'] }[] = []
  const waiting: { path: string; resolve: (call: { body: string }) => void }[] = []
  const open = new Set<ServerResponse>()

  const server = createServer((incoming, response) => {
    const path = (incoming.url ?? '').split('?')[0] ?? ''
    if (!path.startsWith('/api')) return void forward(incoming, undefined, response, upstreamPort, prepended.get(path))
    const now = fault
    if (now.kind !== 'blackHole') open.add(response)
    response.on('close', () => open.delete(response))
    void readBody(incoming).then(async (bytes) => {
      const call = { path, body: bytes.toString(), fault: now.kind }
      calls.push(call)
      for (const waiter of waiting.filter((one) => one.path === path)) waiter.resolve(call)
      await misbehave(now, { path, incoming, bytes, response, port: upstreamPort })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return {
    port: address.port,
    origin: `http://localhost:${address.port}`,
    connectTo: (port) => {
      upstreamPort = port
    },
    prepend: (path, statement) => prepended.set(path, statement),
    set: (next) => {
      fault = next
      for (const response of open) response.socket?.destroy()
    },
    calls,
    nextCall: (path) => new Promise((resolve) => waiting.push({ path, resolve })),
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

interface Call {
  readonly path: string
  readonly incoming: IncomingMessage
  readonly bytes: Buffer
  readonly response: ServerResponse
  readonly port: number
}

async function misbehave(fault: Fault, { path, incoming, bytes, response, port }: Call): Promise<void> {
  switch (fault.kind) {
    case 'none':
      return forward(incoming, bytes, response, port)
    case 'latency':
      await new Promise((resolve) => setTimeout(resolve, fault.delayMs))
      return forward(incoming, bytes, response, port)
    case 'blackHole':
      return
    case 'reset':
      response.socket?.resetAndDestroy()
      return
    case 'cutAfterCommit':
      if (path !== '/api/sync/push') return forward(incoming, bytes, response, port)
      await answerOf(incoming, bytes, port)
      response.socket?.resetAndDestroy()
      return
    case 'portal':
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<html><title>Hotel Wi-Fi</title>Please accept.</html>')
      return
    case 'unavailable':
      return problem(response, 503, 'UNAVAILABLE', { 'retry-after': String(fault.retryAfterSeconds) })
    case 'signedOut':
      return problem(response, 401, 'UNAUTHENTICATED', {})
  }
}

function problem(response: ServerResponse, status: number, code: string, headers: Record<string, string>): void {
  response
    .writeHead(status, { 'content-type': 'application/json', [PROTOCOL_HEADER]: '1', ...headers })
    .end(JSON.stringify({ error: { code, message: code } }))
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

/** @param bytes the body, if it was read already @param prefix put before the answer, which then comes uncompressed */
async function forward(
  incoming: IncomingMessage,
  bytes: Buffer | undefined,
  response: ServerResponse,
  port: number,
  prefix = '',
): Promise<void> {
  const { method, url } = incoming
  const headers = { ...incoming.headers }
  if (prefix !== '') {
    // The whole file and as it is, or there is nothing to put it before.
    headers['accept-encoding'] = 'identity'
    delete headers['if-none-match']
  }
  const outgoing = request({ host: '127.0.0.1', port, method, path: url, headers })
  response.on('close', () => outgoing.destroy())
  outgoing.on('response', (answer) => {
    if (prefix !== '') delete answer.headers['content-length']
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    if (prefix !== '') response.write(prefix)
    answer.on('error', () => response.destroy())
    answer.pipe(response)
  })
  // The server is dead or went away: so is this connection.
  outgoing.on('error', () => response.socket?.destroy())
  if (bytes === undefined) incoming.pipe(outgoing)
  else outgoing.end(bytes)
}

/** Resolves when the server has answered completely, or cannot. */
function answerOf(incoming: IncomingMessage, bytes: Buffer, port: number): Promise<void> {
  return new Promise((resolve) => {
    const { method, url, headers } = incoming
    const outgoing = request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
      answer.resume()
      answer.on('close', resolve)
    })
    outgoing.on('error', () => resolve())
    outgoing.end(bytes)
  })
}
