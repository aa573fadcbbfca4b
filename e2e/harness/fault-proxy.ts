import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { type Fault, misbehave } from './faults.ts'

/**
 * What becomes of connections that are open when a fault begins or ends. cut: those with a call under way end at once, as in a new
 * network. keep: they go on. freeze: they stay open and are silent for ever, as when a network goes away without a word.
 */
export type OpenConnections = 'cut' | 'keep' | 'freeze'

export interface FaultProxy {
  readonly port: number
  readonly origin: string
  /** Where the server listens from now on, on 127.0.0.1. */
  connectTo(port: number): void
  /**
   * @param open `cut` unless said; calls in a black hole stay there in any case
   * @param path calls of any other path pass
   */
  set(fault: Fault, open?: OpenConnections, path?: string): void
  /** Puts a statement before a script on its way to the browser. */
  prepend(path: string, statement: string): void
  /** Paths of the API calls that came, oldest first, and what became of them. */
  readonly calls: readonly FaultyCall[]
  /** Paths of everything else that was asked for. */
  readonly files: readonly string[]
  /** Resolves with the next call of that path; it is recorded before its fault is done. */
  nextCall(path: string): Promise<FaultyCall>
  /** As `nextCall`, of a call for which this holds. */
  nextCall(matches: (call: FaultyCall) => boolean): Promise<FaultyCall>
  /** Resolves when so many more bytes of bodies of the API have gone through, there or back. */
  afterBytes(count: number): Promise<void>
  close(): Promise<void>
}

export interface FaultyCall {
  readonly path: string
  readonly body: string
  readonly fault: Fault['kind']
}

/** A proxy before the server that misbehaves on demand. @param random in [0, 1), for what a fault leaves open */
export async function createFaultProxy(random: () => number = Math.random): Promise<FaultProxy> {
  let upstreamPort = 0
  const prepended = new Map<string, string>()
  let fault: Fault = { kind: 'none' }
  let onlyPath: string | undefined
  const calls: FaultyCall[] = []
  const files: string[] = []
  const waiting = new Set<(call: FaultyCall) => void>()
  const counting = new Set<(bytes: number) => void>()
  const count = (bytes: number): void => {
    for (const hear of [...counting]) hear(bytes)
  }
  const open = new Set<ServerResponse>()
  const sockets = new Set<Socket>()
  const dead = new WeakSet<Socket>()

  const server = createServer((incoming, response) => {
    const path = (incoming.url ?? '').split('?')[0] ?? ''
    const { socket } = incoming
    if (!path.startsWith('/api')) {
      files.push(path)
      return passFile(incoming, response, upstreamPort, prepended.get(path))
    }
    const meant: Fault = onlyPath === undefined || onlyPath === path ? fault : { kind: 'none' }
    const now: Fault = dead.has(socket) ? { kind: 'blackHole' } : meant
    if (now.kind !== 'blackHole') open.add(response)
    response.on('close', () => open.delete(response))
    void readBody(incoming).then(async (bytes) => {
      if (!bytes) return
      const call = { path, body: bytes.toString(), fault: now.kind }
      calls.push(call)
      count(bytes.byteLength)
      for (const hear of [...waiting]) hear(call)
      const isDead = (): boolean => dead.has(socket)
      await misbehave(now, { path, incoming, bytes, response, port: upstreamPort, sent: count, isDead, random })
    })
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
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
    set: (next, connections = 'cut', path = undefined) => {
      fault = next
      onlyPath = path
      if (connections === 'cut') {
        for (const { socket } of open) if (socket && !dead.has(socket)) socket.destroy()
      }
      if (connections === 'freeze') for (const socket of sockets) dead.add(socket)
    },
    calls,
    files,
    nextCall: (wanted) =>
      new Promise((resolve) => {
        const hear = (call: FaultyCall): void => {
          if (typeof wanted === 'string' ? call.path !== wanted : !wanted(call)) return
          waiting.delete(hear)
          resolve(call)
        }
        waiting.add(hear)
      }),
    afterBytes: (wanted) =>
      new Promise((resolve) => {
        let left = wanted
        const hear = (bytes: number): void => {
          left -= bytes
          if (left > 0) return
          counting.delete(hear)
          resolve()
        }
        counting.add(hear)
      }),
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Undefined if the caller went away before it had said everything. */
async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk))
    return Buffer.concat(chunks)
  } catch {
    return undefined
  }
}

/** @param prefix put before the answer, which then comes uncompressed */
function passFile(incoming: IncomingMessage, response: ServerResponse, port: number, prefix = ''): void {
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
  outgoing.on('error', () => response.socket?.destroy())
  incoming.pipe(outgoing)
}
