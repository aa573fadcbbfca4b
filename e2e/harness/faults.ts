import { type ClientRequest, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { PROTOCOL_HEADER } from '../../contract/wire/protocol.ts'

/** What happens to calls of the API; pages and files always pass. */
export type Fault =
  | { readonly kind: 'none' }
  /** @param jitterMs at most so much more, drawn for each call */
  | { readonly kind: 'latency'; readonly delayMs: number; readonly jitterMs?: number }
  /** So many bytes a second, there and back. */
  | { readonly kind: 'rate'; readonly bytesPerSecond: number }
  /** Accepted, and never answered. */
  | { readonly kind: 'blackHole' }
  /** The server does its work; the answer comes up to this byte, then nothing more, and the connection stays open. */
  | { readonly kind: 'stall'; readonly afterBytes: number }
  /** The connection is closed before the server hears of it. */
  | { readonly kind: 'reset' }
  /** As `stall`, but the connection is reset there. */
  | { readonly kind: 'truncate'; readonly afterBytes: number }
  /** The server does its work; the connection breaks before the answer. Only pushes; other calls pass. */
  | { readonly kind: 'cutAfterCommit' }
  /** The server gets each push twice, at the same time; the later answer comes through. Other calls pass. */
  | { readonly kind: 'duplicate' }
  /** A captive portal: 200 and a page. */
  | { readonly kind: 'portal' }
  /** A gateway between that reaches nobody: 502 and a page. */
  | { readonly kind: 'badGateway' }
  | { readonly kind: 'unavailable'; readonly retryAfterSeconds: number }
  | { readonly kind: 'signedOut' }
  /** The server is of another build, and does not speak with this one. */
  | { readonly kind: 'otherBuild' }

/** One call of the API on its way. */
export interface Call {
  readonly path: string
  readonly incoming: IncomingMessage
  readonly bytes: Buffer
  readonly response: ServerResponse
  readonly port: number
  /** So many bytes of an answer were sent on. */
  readonly sent: (bytes: number) => void
  /** Is the connection silent from now on? */
  readonly isDead: () => boolean
  /** In [0, 1). */
  readonly random: () => number
}

/** Has a call meet its fault. */
export async function misbehave(fault: Fault, call: Call): Promise<void> {
  const { path, response } = call
  const isPush = path === '/api/sync/push'
  switch (fault.kind) {
    case 'none':
      return forward(call)
    case 'latency':
      await pause(fault.delayMs + call.random() * (fault.jitterMs ?? 0))
      return forward(call)
    case 'rate':
      await pause((call.bytes.byteLength / fault.bytesPerSecond) * 1_000)
      return isEndless(path) ? forward(call) : drip(call, fault.bytesPerSecond)
    case 'blackHole':
      return
    case 'stall':
      return isEndless(path) ? undefined : answerInPart(call, fault.afterBytes)
    case 'truncate':
      if (isEndless(path)) return forward(call)
      await answerInPart(call, fault.afterBytes)
      return reset(response)
    case 'reset':
      return reset(response)
    case 'cutAfterCommit':
      if (!isPush) return forward(call)
      await answerOf(call)
      return reset(response)
    case 'duplicate': {
      if (!isPush) return forward(call)
      const last = (await Promise.all([answerOf(call), answerOf(call)])).at(-1)
      return last ? reply(call, last) : reset(response)
    }
    default:
      return answerInstead(fault, response)
  }
}

/** Answers that are not the server's. */
function answerInstead(
  fault: Extract<Fault, { kind: 'portal' | 'badGateway' | 'unavailable' | 'signedOut' | 'otherBuild' }>,
  response: ServerResponse,
): void {
  const page = (status: number, title: string): void => {
    response
      .writeHead(status, { 'content-type': 'text/html' })
      .end(`<html><title>${title}</title>Please accept.</html>`)
  }
  switch (fault.kind) {
    case 'portal':
      return page(200, 'Hotel Wi-Fi')
    case 'badGateway':
      return page(502, 'Bad gateway')
    case 'unavailable':
      return problem(response, 503, 'UNAVAILABLE', { 'retry-after': String(fault.retryAfterSeconds) })
    case 'signedOut':
      return problem(response, 401, 'UNAUTHENTICATED', {})
    case 'otherBuild':
      return problem(response, 426, 'PROTOCOL_UNSUPPORTED', {})
  }
}

function problem(response: ServerResponse, status: number, code: string, headers: Record<string, string>): void {
  response
    .writeHead(status, { 'content-type': 'application/json', [PROTOCOL_HEADER]: '1', ...headers })
    .end(JSON.stringify({ error: { code, message: code } }))
}

function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy()
}

function isEndless(path: string): boolean {
  return path === '/api/sync/live'
}

interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

function reply({ response, sent }: Call, { status, headers, body }: Answer): void {
  response.writeHead(status, headers).end(body)
  sent(body.byteLength)
}

async function answerInPart(call: Call, bytes: number): Promise<void> {
  const answer = await answerOf(call)
  if (!answer) return reset(call.response)
  // Headers go out with the first bytes of the body, and by themselves.
  call.response.writeHead(answer.status, answer.headers).flushHeaders()
  const part = answer.body.subarray(0, Math.min(bytes, answer.body.byteLength - 1))
  if (part.byteLength > 0) await new Promise((resolve) => call.response.write(part, resolve))
}

const DRIPS_PER_SECOND = 10

async function drip(call: Call, bytesPerSecond: number): Promise<void> {
  const answer = await answerOf(call)
  if (!answer) return reset(call.response)
  const { status, headers, body } = answer
  call.response.writeHead(status, headers)
  const size = Math.ceil(bytesPerSecond / DRIPS_PER_SECOND)
  for (let at = 0; at < body.byteLength; at += size) {
    if (call.response.destroyed || call.isDead()) return
    call.response.write(body.subarray(at, at + size))
    call.sent(Math.min(size, body.byteLength - at))
    await pause(1_000 / DRIPS_PER_SECOND)
  }
  call.response.end()
}

function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs))
}

/** Passes a call on, and its answer back as it comes. */
function forward({ incoming, bytes, response, port, isDead, sent }: Call): void {
  const outgoing = ask(incoming, port)
  response.on('close', () => outgoing.destroy())
  outgoing.on('response', (answer) => {
    if (isDead()) return
    response.writeHead(answer.statusCode ?? 502, answer.headers).flushHeaders()
    answer.on('data', (chunk: Buffer) => {
      if (isDead()) return
      response.write(chunk)
      sent(chunk.byteLength)
    })
    answer.on('end', () => void (isDead() || response.end()))
    answer.on('error', () => void (isDead() || response.destroy()))
  })
  // The server is dead or went away: so is this connection.
  outgoing.on('error', () => void (isDead() || response.socket?.destroy()))
  outgoing.end(bytes)
}

/** The server's whole answer; undefined if it cannot be had. */
function answerOf({ incoming, bytes, port }: Call): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const outgoing = ask(incoming, port)
    outgoing.on('error', () => resolve(undefined))
    outgoing.on('response', (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', () => resolve(undefined))
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: Buffer.concat(chunks) }),
      )
    })
    outgoing.end(bytes)
  })
}

function ask({ method, url, headers }: IncomingMessage, port: number): ClientRequest {
  return request({ host: '127.0.0.1', port, method, path: url, headers })
}
