import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { signIn, startTestServer, type TestClient, type TestServer, wholeScope } from './testing/test-server.ts'

let server: TestServer
let ana: TestClient

beforeAll(async () => {
  server = await startTestServer({ commentEveryMs: 100 })
  ana = await signIn(server.url, 'ana@demo.test')
})

afterAll(async () => {
  await server.stop()
  expect(server.errors).toEqual([])
})

interface Line {
  kind: string
  [member: string]: unknown
}

function parseLines(text: string): Line[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
}

describe('snapshot', () => {
  it('[HT16] begins with a cursor, has every row in byte order, and ends', async () => {
    const response = await ana.send('/api/sync/snapshot?scope=demo')
    expect(response.headers.get('content-type')).toBe('application/x-ndjson')
    expect(response.headers.get('x-satchel-protocol')).toBe('1')
    const lines = parseLines(await response.text())
    const [begin, ...rows] = lines.slice(0, -1)
    expect(begin).toMatchObject({ kind: 'begin', epoch: server.sync.storage.epoch, rows: 1080 })
    expect(lines.at(-1)).toEqual({ kind: 'end' })
    expect(rows).toHaveLength(1080)
    const keys = rows.map(({ model, id }) => Buffer.from(`${String(model)}\0${String(id)}`))
    expect(keys).toEqual(keys.toSorted(Buffer.compare))
    const { changes } = (await ana.get(`/api/sync/pull?since=${String(begin?.['cursor'])}`)).json
    expect(changes).toEqual([])
  })

  it('[HT16] goes on after the row that a device has', async () => {
    const all = parseLines((await ana.get('/api/sync/snapshot')).text)
    const [fiftieth] = all.slice(50, 51)
    const after = `${String(fiftieth?.['model'])}/${String(fiftieth?.['id'])}`
    const rest = parseLines((await ana.get(`/api/sync/snapshot?after=${after}`)).text)
    expect(rest.slice(1)).toEqual(all.slice(51))
    expect((await ana.get('/api/sync/snapshot?after=nonsense')).status).toBe(400)
  })

  it('[HT16] is compressed on the way for who accepts it', async () => {
    const raw = await new Promise<{ encoding: string | undefined; body: Buffer }>((resolve, reject) => {
      const headers = { cookie: ana.cookie, 'accept-encoding': 'gzip' }
      httpRequest(`${server.url}/api/sync/snapshot`, { headers }, async (answer) => {
        const chunks: Buffer[] = []
        for await (const chunk of answer) chunks.push(chunk)
        resolve({ encoding: answer.headers['content-encoding'], body: Buffer.concat(chunks) })
      })
        .on('error', reject)
        .end()
    })
    expect(raw.encoding).toBe('gzip')
    expect(gunzipSync(raw.body).toString()).toBe((await ana.get('/api/sync/snapshot')).text)
  })
})

/** Reads a live stream piece by piece. */
async function openLive(client: TestClient) {
  const leave = new AbortController()
  const response = await client.send('/api/sync/live?scope=demo', { signal: leave.signal })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const nextEvent = async (): Promise<string | undefined> => {
    for (;;) {
      const end = text.indexOf('\n\n')
      if (end >= 0) {
        const event = text.slice(0, end)
        text = text.slice(end + 2)
        return event
      }
      const chunk = await reader?.read()
      if (!chunk || chunk.done) return undefined
      text += chunk.value
    }
  }
  return { response, nextEvent, leave: () => leave.abort() }
}

async function untilHint(stream: { nextEvent(): Promise<string | undefined> }): Promise<string | undefined> {
  for (;;) {
    const event = await stream.nextEvent()
    if (event !== ':') return event
  }
}

describe('live', () => {
  it('[HT17] the head at once, then each commit of anybody; never compressed', async () => {
    const live = await openLive(ana)
    expect(live.response.headers.get('content-type')).toBe('text/event-stream')
    expect(live.response.headers.get('content-encoding')).toBeNull()
    expect(live.response.headers.get('cache-control')).toBe('no-store')
    const { cursor } = (await ana.get('/api/sync/pull?limit=5000')).json
    expect(await untilHint(live)).toBe(`event: cursor\ndata: {"cursor":"${cursor}","spread_ms":0}`)
    const ben = await signIn(server.url, 'ben@demo.test')
    const change = { op: 'create', model: 'buildings', id: 'seen-live', version: 0, data: { name: 'Seen live' } }
    const { mark } = (await ben.post('/api/sync/push', { scope: 'demo', changes: [change] })).json
    expect(await untilHint(live)).toContain(mark)
    live.leave()
  })

  it('[HT17] comments keep it open', async () => {
    const live = await openLive(ana)
    await live.nextEvent()
    expect(await live.nextEvent()).toBe(':')
    live.leave()
  })

  it('[HT18] ends when its session has signed out', async () => {
    const kit = await signIn(server.url, 'kit@demo.test')
    const live = await openLive(kit)
    await live.nextEvent()
    await kit.send('/api/auth/sign-out', { method: 'POST' })
    expect(await untilHint(live)).toBeUndefined()
  })

  it('[HT18] asking for the head of a stream opens none', async () => {
    for (const path of ['/api/sync/live', '/api/sync/snapshot']) {
      expect((await ana.send(path, { method: 'HEAD' })).status).toBe(200)
    }
  })
})

describe('a slow push', () => {
  it('[WP20] rights are looked at when the body has come, not only when it begins to', async () => {
    const kit = await signIn(server.url, 'kit@demo.test')
    const looked = vi.spyOn(server.accounts, 'sessionOf')
    const headers = { cookie: kit.cookie, 'x-satchel-protocol': '1', 'content-type': 'application/json' }
    const request = httpRequest(`${server.url}/api/sync/push`, { method: 'POST', headers })
    const answered = once(request, 'response')
    const body = JSON.stringify({
      changes: [{ op: 'create', model: 'buildings', id: 'late', version: 0, data: { name: 'Late' } }],
    })
    request.write(body.slice(0, 10))
    await vi.waitFor(() => expect(looked).toHaveBeenCalledOnce())
    looked.mockRestore()
    expect((await kit.post('/api/auth/sign-out', {})).status).toBe(200)
    const before = await wholeScope(ana)
    request.end(body.slice(10))
    expect(await answered).toMatchObject([{ statusCode: 401 }])
    expect(await wholeScope(ana)).toBe(before)
  })
})
