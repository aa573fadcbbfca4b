import { PROTOCOL_HEADER } from '../../contract/wire/protocol.ts'
import { cover } from './coverage.ts'
import type { Loop } from './loop.ts'
import type { Random } from './random.ts'

/** How a device is connected. */
export type Link =
  | 'good'
  /** Fails at once. */
  | 'down'
  /** Accepts, and is silent for ever. */
  | 'blackHole'
  /** A captive portal answers everything. */
  | 'portal'

export const NETWORK_FAULTS = [
  'lost',
  'cut',
  'silent',
  'slow',
  'late',
  'twice',
  'replayed',
  'truncated',
  'brokenBody',
  'html',
  'empty',
  'otherJson',
  'badGateway',
  '400',
  '401',
  '403',
  '413',
  '429',
  '500',
  '503',
] as const
export type NetworkFault = (typeof NETWORK_FAULTS)[number]
/** What can befall a request, by itself or because its device is connected so. */
export type Trouble = NetworkFault | Exclude<Link, 'good'>

export interface Network {
  /** The share of requests that something happens to, and what. */
  troubles: { readonly share: number; readonly faults: readonly NetworkFault[] }
  fetchFor(line: Line): typeof fetch
}

/** A request as text: most never get to the server, and the platform's own are dear. */
export interface Call {
  readonly url: string
  readonly body: string
}

/** One browser's way to the server. */
export interface Line {
  readonly link: () => Link
  readonly pullsLateMs: () => number
  /** The session that the browser sends with it. */
  readonly cookie: () => string
  /** Hears of every request, and of every answer as the server gave it, lost or not. */
  readonly sent: (call: Call) => void
  readonly served: (call: Call, status: number, text: string) => void
  /** What is to befall this one, whatever the network does otherwise. */
  readonly fate: (call: Call) => Trouble | undefined
  /** What befalls one of its requests: when it begins, and when it has ended. */
  readonly befell: (call: Call, what: Trouble, when: 'begins' | 'ended') => void
}

export interface NetworkOptions {
  readonly loop: Loop
  readonly random: () => Random
  readonly serve: (request: Request) => Promise<Response>
}

type Served = { readonly status: number; readonly headers: Headers; readonly text: string }

/** Loses, delays, duplicates, reorders, cuts, truncates and lies, as its chance has it. */
export function createNetwork({ loop, random, serve }: NetworkOptions): Network {
  const wait = (ms: number): Promise<void> => new Promise((resolve) => void loop.after(ms, resolve))
  const delayMs = (): number => (random().chance(0.05) ? random().int(4_000) : 5 + random().int(120))

  const deliver = async (line: Line, call: Call, init: RequestInit): Promise<Served> => {
    const response = await serve(new Request(call.url, init))
    const headers = new Headers(response.headers)
    // As Node's server does: a device with a wrong clock goes by the server's.
    headers.set('date', new Date(loop.nowMs()).toUTCString())
    const served = { status: response.status, headers, text: await response.text() }
    line.served(call, served.status, served.text)
    return served
  }

  const troubleOf = (line: Line, call: Call): Trouble | undefined => {
    const link = line.link()
    if (link !== 'good') return link
    const { share, faults } = network.troubles
    const fate = line.fate(call)
    return fate ?? (faults.length > 0 && random().chance(share) ? random().pick(faults) : undefined)
  }

  const exchange = async (line: Line, call: Call, init: RequestInit, fault?: Trouble): Promise<Response> => {
    if (fault === 'down' || fault === 'portal' || fault === 'blackHole') {
      await wait(1 + random().int(30))
      if (fault === 'down') throw new TypeError('network down')
      return fault === 'portal' ? portal(random()) : silence()
    }
    const untouched = fault === 'lost' || fault === 'silent' || (fault !== undefined && LIES.has(fault))
    await wait(delayMs())
    if (fault !== undefined && untouched) return lie(fault, random())
    if (fault === 'slow') await wait(random().int(40_000))
    const served = await deliver(line, call, init)
    if (fault === 'twice' || fault === 'replayed') {
      const again = async (): Promise<void> => {
        await wait(fault === 'twice' ? random().int(200) : random().int(600_000))
        await deliver(line, call, init).catch(() => undefined)
      }
      void again()
    }
    if (line.pullsLateMs() > 0 && call.url.includes('/sync/pull')) await wait(line.pullsLateMs())
    await wait(fault === 'late' ? random().int(14_000) : delayMs())
    if (fault === 'cut') throw new TypeError('connection reset')
    return answerOf(served, fault, random())
  }

  const network: Network = {
    troubles: { share: 0, faults: [] },
    fetchFor: (line) => async (input, init) => {
      const headers = new Headers(init?.headers)
      headers.set('cookie', line.cookie())
      const bytes = init?.body as Uint8Array<ArrayBuffer> | undefined // The transport sends nothing else.
      const { method = 'GET' } = init ?? {}
      const call = { url: String(input), body: bytes ? new TextDecoder().decode(bytes) : '' }
      line.sent(call)
      const request = { method, headers, ...(bytes && { body: bytes }) }
      const trouble = troubleOf(line, call)
      if (!trouble) return Promise.race([exchange(line, call, request), aborted(init?.signal)])
      line.befell(call, trouble, 'begins')
      const answer = Promise.race([exchange(line, call, request, trouble), aborted(init?.signal)])
      const ended = (): void => line.befell(call, trouble, 'ended')
      answer.then(ended, ended)
      return answer
    },
  }
  return network
}

const LIES: ReadonlySet<NetworkFault> = new Set([
  ...(['html', 'empty', 'otherJson', 'badGateway'] as const),
  ...(['400', '401', '403', '413', '429', '500', '503'] as const),
])

const PROBLEMS: { readonly [fault: string]: readonly string[] } = {
  '400': ['INVALID_BODY'],
  '401': ['UNAUTHENTICATED'],
  '403': ['FORBIDDEN', 'DEVICE_REVOKED'],
  '413': ['TOO_LARGE', 'TOO_MANY_CHANGES'],
  '429': ['RATE_LIMITED'],
  '500': ['INTERNAL_ERROR'],
  '503': ['UNAVAILABLE'],
}

/** Somebody else answers, or the server's own door does: the request never gets to the rules. */
function lie(fault: NetworkFault, random: Random): Promise<Response> | Response {
  if (fault === 'lost') throw new TypeError('connection refused')
  if (fault === 'silent') return silence()
  const codes = PROBLEMS[fault]
  if (!codes) return disguise(fault)
  const retryAfter = fault === '429' || fault === '503' ? { 'retry-after': String(1 + random.int(20)) } : {}
  const code = random.pick(codes)
  cover('code', code)
  return new Response(JSON.stringify({ error: { code, message: 'simulated' } }), {
    status: Number(fault),
    headers: { [PROTOCOL_HEADER]: '1', 'content-type': 'application/json', ...retryAfter },
  })
}

function disguise(fault: NetworkFault): Response {
  switch (fault) {
    case 'empty':
      return new Response('', { headers: { [PROTOCOL_HEADER]: '1', 'content-type': 'application/json' } })
    case 'otherJson':
      return Response.json({ ok: true, results: [], changes: [], has_more: false })
    case 'badGateway':
      return new Response('<h1>502</h1>', { status: 502, headers: { 'content-type': 'text/html' } })
    default:
      return new Response('<html>Welcome to Hotel</html>', { headers: { 'content-type': 'text/html' } })
  }
}

function portal(random: Random): Response {
  return disguise(random.pick(['html', 'empty', 'otherJson', 'badGateway'] as const))
}

function silence(): Promise<never> {
  return new Promise(() => undefined)
}

function answerOf({ status, headers, text }: Served, fault: NetworkFault | undefined, random: Random): Response {
  const bytes = new TextEncoder().encode(text)
  const cut = fault === 'truncated' || fault === 'brokenBody' ? random.int(bytes.length) : bytes.length
  if (fault !== 'brokenBody') return new Response(bytes.subarray(0, cut), { status, headers })
  let isBegun = false
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (isBegun) controller.error(new TypeError('connection reset'))
      else controller.enqueue(bytes.subarray(0, cut + 1))
      isBegun = true
    },
  })
  return new Response(stream, { status, headers })
}

function aborted(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => {
    const fail = (): void => reject(signal?.reason instanceof Error ? signal.reason : new TypeError('aborted'))
    if (signal?.aborted) fail()
    else signal?.addEventListener('abort', fail)
  })
}
