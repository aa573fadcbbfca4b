import { delay, http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { PROBLEM_STATUS } from '../../../contract/wire/problem.ts'
import { createHttpTransport, parseRetryAfter } from './http-transport.ts'
import type { Outcome } from '../ports.ts'
import { createFakeServer, json, problem } from '../testing/fake-server.ts'
import { createVirtualTime } from '../testing/virtual-time.ts'

const BASE = 'http://satchel.test'
const msw = setupServer()
beforeAll(() => msw.listen({ onUnhandledRequest: 'error' }))
afterEach(() => msw.resetHandlers())
afterAll(() => msw.close())

const never = new AbortController().signal
const BATCH = {
  ...{ deviceId: 'd1', mark: 'e1.3.x', ackedThrough: 2, sentAt: 'now' },
  bodies: ['{"mutation_id": 3 }', '{"a":1}'],
}

function given(answer: (request: Request) => Response | Promise<Response>) {
  const requests: Request[] = []
  msw.use(
    http.all(`${BASE}/api/*`, ({ request }) => {
      requests.push(request.clone())
      return answer(request)
    }),
  )
  const time = createVirtualTime()
  const { timers, nowMs } = time
  const transport = createHttpTransport({ baseUrl: BASE, scope: 'demo', fetch: globalThis.fetch, timers, nowMs })
  return { transport, requests, time }
}

const headers = { 'x-satchel-protocol': '1', 'content-type': 'application/json' }

describe('what is sent', () => {
  it('[WP2] a push carries protocol and content type, and the sealed texts byte for byte', async () => {
    const { transport, requests } = given(() => json({ epoch: 'e1', mark: 'e1.4.y', schema: 1, results: [] }))
    const outcome = await transport.push(BATCH, never)
    expect(outcome).toEqual({ kind: 'answer', value: { epoch: 'e1', mark: 'e1.4.y', schema: 1, results: [] } })
    expect(requests[0]?.headers.get('x-satchel-protocol')).toBe('1')
    expect(requests[0]?.headers.get('content-type')).toBe('application/json')
    expect(await requests[0]?.text()).toBe(
      '{"scope":"demo","device_id":"d1","mark":"e1.3.x","acked_through":2,"sent_at":"now","changes":[{"mutation_id": 3 },{"a":1}]}',
    )
  })

  it('[F37] an answer tells the server’s clock, where the server told it', async () => {
    const at = { ...headers, date: 'Fri, 20 Nov 2026 10:00:00 GMT' }
    const { transport } = given(() => new Response('{"ok":true,"epoch":"e1"}', { headers: at }))
    expect(await transport.health(never)).toMatchObject({ kind: 'answer', serverMs: Date.UTC(2026, 10, 20, 10) })
  })

  it('[WP4] redirects are errors, credentials stay at the origin', async () => {
    let init: RequestInit | undefined
    const transport = createHttpTransport({
      baseUrl: '',
      scope: 'demo',
      timers: createVirtualTime().timers,
      nowMs: () => 0,
      fetch: async (_, given) => {
        init = given
        return json({ ok: true, epoch: 'e1' })
      },
    })
    await transport.health(never)
    expect(init).toMatchObject({ redirect: 'error', credentials: 'same-origin', cache: 'no-store', method: 'GET' })
  })

  it('[WP9] [WP22] a pull names scope and cursor, a newer mark if there is one; the digest only when asked', async () => {
    const page = { changes: [], cursor: 'e1.3.x', has_more: false, schema: 1 }
    const { transport, requests } = given(() => json(page))
    await transport.pull({ since: 'e1.2.a' }, never)
    await transport.pull({ since: 'e1.2.a', digest: true }, never)
    await transport.pull({ since: 'e1.2.a', mark: 'e1.3.b' }, never)
    expect(requests.map(({ url }) => url)).toEqual([
      `${BASE}/api/sync/pull?scope=demo&since=e1.2.a`,
      `${BASE}/api/sync/pull?scope=demo&since=e1.2.a&digest=1`,
      `${BASE}/api/sync/pull?scope=demo&since=e1.2.a&mark=e1.3.b`,
    ])
  })
})

describe('what is believed', () => {
  const html = '<html>Welcome to the airport</html>'
  const strangers: { [name: string]: () => Response } = {
    'a captive portal: 200 and HTML': () => new Response(html, { headers: { 'content-type': 'text/html' } }),
    'HTML with our header': () => new Response(html, { headers: { ...headers, 'content-type': 'text/html' } }),
    'HTML that says it is JSON': () => new Response(html, { headers }),
    'an empty 200': () => new Response(null, { headers }),
    'a 204': () => new Response(null, { status: 204, headers }),
    'a 302 to a sign-in page': () => new Response(null, { status: 302, headers: { location: `${BASE}/login` } }),
    'a 511': () => new Response(html, { status: 511, headers: { 'content-type': 'text/html' } }),
    "another app's JSON": () => HttpResponse.json({ ok: true, epoch: 'e1' }),
    "another app's JSON with our header": () => json({ hello: 'world' }),
    "a proxy's 502": () => HttpResponse.json({ error: { code: 'INTERNAL_ERROR', message: '' } }, { status: 502 }),
    "a proxy's 413": () => new Response(html, { status: 413, headers: { 'content-type': 'text/html' } }),
    'a problem in HTML': () =>
      new Response(html, { status: 503, headers: { ...headers, 'content-type': 'text/html' } }),
    'a problem that says nothing': () => new Response('{}', { status: 500, headers }),
    'bytes that are not UTF-8': () => new Response(new Uint8Array([0x22, 0xff, 0x22]), { headers }),
    'no answer at all': () => HttpResponse.error(),
  }
  it.each(Object.entries(strangers))('[WP3] [F32] %s is "not reachable"', async (_, answer) => {
    const { transport } = given(answer)
    expect(await transport.health(never)).toMatchObject({ kind: 'unreachable', timedOut: false })
  })

  it('[F11] a body torn at any byte is "not reachable"', async () => {
    const text = JSON.stringify({ ok: true, epoch: 'e1' })
    for (let length = 0; length < text.length; length++) {
      const { transport } = given(() => new Response(text.slice(0, length), { headers }))
      expect((await transport.health(never)).kind).toBe('unreachable')
    }
  })

  it('[F11] a body without an end is given up, and read no further', async () => {
    let chunks = 0
    const body = new ReadableStream<Uint8Array>({
      pull: (stream) => {
        chunks++
        stream.enqueue(new Uint8Array(8 * 1024 * 1024).fill(32))
      },
    })
    const { transport } = given(() => new Response(body, { headers }))
    expect(await transport.health(never)).toMatchObject({ kind: 'unreachable', timedOut: false })
    expect(chunks).toBeLessThan(16)
  })

  it.each(Object.entries(PROBLEM_STATUS))('[WP5] %s with its status is a problem', async (code, status) => {
    const { transport } = given(() => problem(status, code))
    expect(await transport.push(BATCH, never)).toEqual({ kind: 'problem', status, code, message: code })
  })

  it('[WP26] a lost scope is told with its epoch', async () => {
    const { transport } = given(() => problem(403, 'FORBIDDEN', {}, { scope_removed: true, epoch: 'e1' }))
    expect(await transport.pull({ since: 'e1.1.a' }, never)).toMatchObject({ scopeRemoved: true, epoch: 'e1' })
  })

  it('[WP3] unknown members are ignored', async () => {
    const { transport } = given(() => json({ ok: true, epoch: 'e1', weather: 'fine' }))
    expect(await transport.health(never)).toEqual({ kind: 'answer', value: { ok: true, epoch: 'e1' } })
  })
})

describe('Retry-After', () => {
  const at = (retryAfter: string, date?: string) =>
    parseRetryAfter(
      new Headers({ 'retry-after': retryAfter, ...(date && { date }) }),
      Date.parse('2026-11-20T10:00:00Z'),
    )

  it('[F9] in seconds, or as a date by the clock of the server, else of the device', () => {
    expect(at('7')).toBe(7_000)
    expect(at('Fri, 20 Nov 2026 10:00:30 GMT')).toBe(30_000)
    expect(at('Wed, 01 Jan 2020 00:00:05 GMT', 'Wed, 01 Jan 2020 00:00:00 GMT')).toBe(5_000)
    expect(at('Fri, 20 Nov 2026 09:00:00 GMT')).toBe(0)
    expect(at('soon')).toBeUndefined()
    expect(parseRetryAfter(new Headers(), 0)).toBeUndefined()
  })

  it('[F9] travels with the problem', async () => {
    const { transport } = given(() => problem(503, 'UNAVAILABLE', { 'retry-after': '2' }))
    expect(await transport.health(never)).toMatchObject({ code: 'UNAVAILABLE', retryAfterMs: 2_000 })
  })
})

describe('time-outs', () => {
  it('[WP4] [F10] a black hole ends after 15 s', async () => {
    const { transport, time } = given(() => delay('infinite').then(() => json({})))
    const pending = transport.health(never)
    expect(time.nextInMs()).toBe(15_000)
    await time.advance(15_000)
    expect(await pending).toMatchObject({ kind: 'unreachable', timedOut: true })
  })

  it('[WP4] a larger body gets a second more for every 4 KiB', async () => {
    const { transport, time } = given(() => delay('infinite').then(() => json({})))
    const abort = new AbortController()
    const pending = transport.push({ ...BATCH, bodies: [JSON.stringify('x'.repeat(8 * 1024 * 4))] }, abort.signal)
    expect(time.nextInMs()).toBeGreaterThan(23_000)
    expect(time.nextInMs()).toBeLessThan(24_000)
    abort.abort()
    expect(await pending).toMatchObject({ kind: 'unreachable', timedOut: false })
  })

  it('[F10] an answer that stops in the middle of its body ends too', async () => {
    const body = () => new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode('{"ok":')) })
    const { transport, time } = given(() => new Response(body(), { headers }))
    const pending = transport.health(never)
    // 6 bytes earn a little more than a millisecond.
    await time.advance(15_000)
    await time.advance(2)
    expect(await pending).toMatchObject({ kind: 'unreachable', timedOut: true })
  })

  it('[F10] the caller can end any call, also before it begins', async () => {
    const { transport } = given(() => delay('infinite').then(() => json({})))
    const abort = new AbortController()
    const pending = transport.pull({ since: 'e1.1.a' }, abort.signal)
    abort.abort()
    expect(await pending).toMatchObject({ kind: 'unreachable', timedOut: false })
    expect(await transport.pull({ since: 'e1.1.a' }, abort.signal)).toMatchObject({ kind: 'unreachable' })
  })
})

describe('a snapshot', () => {
  const read = async (body: BodyInit, type = 'application/x-ndjson') => {
    const { transport } = given(() => new Response(body, { headers: { ...headers, 'content-type': type } }))
    const lines: unknown[] = []
    const outcome: Outcome<'complete'> = await transport.snapshot(
      'a/b',
      async (more) => void lines.push(...more),
      never,
    )
    return { lines, kind: outcome.kind }
  }

  it('[WP24] comes line by line, whatever the chunks are', async () => {
    const server = createFakeServer()
    for (let n = 0; n < 30; n++) server.write('create', `b${n}`, { name: `Köln ${n}` })
    const text = await (await server.handle(new Request(`${BASE}/api/sync/snapshot`))).text()
    const bytes = new TextEncoder().encode(text)
    for (const size of [1, 7, 100_000]) {
      const body = new ReadableStream<Uint8Array>({
        start: (stream) => {
          for (let at = 0; at < bytes.length; at += size) stream.enqueue(bytes.slice(at, at + size))
          stream.close()
        },
      })
      const { lines, kind } = await read(body)
      expect(kind).toBe('answer')
      expect(lines).toEqual(
        text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as unknown),
      )
    }
  })

  it('[WP24] one that breaks off is not complete; its whole lines are kept', async () => {
    const { lines, kind } = await read('{"kind":"begin"}\n{"kind":"row","id":1}\n{"kind":"row","id"')
    expect(kind).toBe('unreachable')
    expect(lines).toEqual([{ kind: 'begin' }, { kind: 'row', id: 1 }])
  })

  it('[WP3] of another type is not believed', async () => {
    expect(await read('{"kind":"end"}\n', 'text/plain')).toEqual({ lines: [], kind: 'unreachable' })
  })

  it('[WP4] 30 s of silence end it; the time that storing takes does not count', async () => {
    let stream: ReadableStreamDefaultController<Uint8Array> | undefined
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void (stream = controller) })
    const { transport, time } = given(
      () => new Response(body, { headers: { ...headers, 'content-type': 'application/x-ndjson' } }),
    )
    let stored = (): void => undefined
    let storing = (): void => undefined
    const began = new Promise<void>((resolve) => (storing = resolve))
    const pending = transport.snapshot(
      undefined,
      () => {
        storing()
        return new Promise((resolve) => (stored = resolve))
      },
      never,
    )
    await time.advance(20_000)
    stream?.enqueue(new TextEncoder().encode('{"kind":"begin"}\n'.repeat(2_000)))
    await began
    expect(time.nextInMs()).toBeUndefined()
    await time.advance(60_000)
    stored()
    await expect.poll(() => time.nextInMs()).toBe(30_000)
    await time.advance(30_000)
    expect(await pending).toMatchObject({ kind: 'unreachable', timedOut: true })
  })
})

describe('the live stream', () => {
  it('[WP5] hints are read; comments and other events are not hints', async () => {
    const text =
      ': hello\n\nevent: cursor\ndata: {"cursor":"e1.1.a","spread_ms":0}\n\nevent: other\ndata: 1\n\nevent: cursor\r\ndata: {"cursor":"e1.2.b","spread_ms":50}\r\n\r\n'
    const { transport } = given(
      () => new Response(text, { headers: { ...headers, 'content-type': 'text/event-stream' } }),
    )
    const hints: unknown[] = []
    const outcome = await transport.live((hint) => hints.push(hint), never)
    expect(outcome).toEqual({ kind: 'answer', value: 'ended' })
    expect(hints).toEqual([
      { cursor: 'e1.1.a', spread_ms: 0 },
      { cursor: 'e1.2.b', spread_ms: 50 },
    ])
  })
})
