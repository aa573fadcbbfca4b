import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, test } from '@playwright/test'
import { createFaultProxy, type FaultProxy } from './fault-proxy.ts'

type Work = (
  ask: () => Promise<Response>,
  set: FaultProxy['set'],
  /** How many calls came to the server, and to the proxy. */
  reached: () => number,
  called: () => number,
) => Promise<void>

/** A server that counts what reaches it, behind the proxy. */
async function behindProxy(work: Work) {
  let reached = 0
  const server = createServer((incoming, response) => {
    incoming.resume()
    incoming.on('end', () => {
      reached += 1
      response.end('{"ok":true}')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const proxy = await createFaultProxy()
  proxy.connectTo(port)
  try {
    const ask = () =>
      fetch(`http://127.0.0.1:${proxy.port}/api/sync/push`, {
        method: 'POST',
        body: '{}',
        signal: AbortSignal.timeout(1_500),
      })
    await work(
      ask,
      proxy.set,
      () => reached,
      () => proxy.calls.length,
    )
  } finally {
    await proxy.close()
    server.closeAllConnections()
    server.close()
  }
}

test('[TL6] nothing wrong: the answer comes through', async () => {
  await behindProxy(async (ask, _set, reached) => {
    expect(await (await ask()).json()).toEqual({ ok: true })
    expect(reached()).toBe(1)
  })
})

test('[TL6] cut after commit: the server did its work, the caller saw the connection break', async () => {
  await behindProxy(async (ask, set, reached) => {
    set({ kind: 'cutAfterCommit' })
    await expect(ask()).rejects.toThrow('fetch failed')
    expect(reached()).toBe(1)
  })
})

for (const kind of ['reset', 'blackHole'] as const) {
  test(`[TL6] ${kind}: the server never hears of it`, async () => {
    await behindProxy(async (ask, set, reached) => {
      set({ kind })
      await expect(ask()).rejects.toThrow(kind === 'reset' ? 'fetch failed' : 'timeout')
      expect(reached()).toBe(0)
    })
  })
}

test('[TL6] captive portal, 503 and 401: an answer that is not the server’s work', async () => {
  await behindProxy(async (ask, set, reached) => {
    set({ kind: 'portal' })
    expect((await ask()).headers.get('content-type')).toBe('text/html')
    set({ kind: 'unavailable', retryAfterSeconds: 7 })
    const unavailable = await ask()
    expect([unavailable.status, unavailable.headers.get('retry-after')]).toEqual([503, '7'])
    set({ kind: 'signedOut' })
    expect((await ask()).status).toBe(401)
    expect(reached()).toBe(0)
  })
})

test('[TL6] a slow line: an answer comes late, or a few bytes at a time', async () => {
  await behindProxy(async (ask, set) => {
    const tookMs = async () => {
      const beganMs = performance.now()
      expect(await (await ask()).json()).toEqual({ ok: true })
      return performance.now() - beganMs
    }
    set({ kind: 'latency', delayMs: 200, jitterMs: 50 })
    expect(await tookMs()).toBeGreaterThan(190)
    // 2 bytes up and 11 down.
    set({ kind: 'rate', bytesPerSecond: 20 })
    expect(await tookMs()).toBeGreaterThan(500)
  })
})

test('[TL6] an answer that stops in its middle: the rest never comes, or the connection is reset', async () => {
  await behindProxy(async (ask, set, reached) => {
    set({ kind: 'stall', afterBytes: 4 })
    const stalled = await ask()
    expect(stalled.ok).toBe(true)
    await expect(stalled.text()).rejects.toThrow('timeout')
    set({ kind: 'truncate', afterBytes: 4 })
    await expect(ask().then((answer) => answer.text())).rejects.toThrow(/terminated|fetch failed/)
    expect(reached()).toBe(2)
  })
})

test('[TL6] duplicate: the server hears a push twice, the caller gets one answer', async () => {
  await behindProxy(async (ask, set, reached) => {
    set({ kind: 'duplicate' })
    expect(await (await ask()).json()).toEqual({ ok: true })
    expect(reached()).toBe(2)
  })
})

test('[TL6] frozen: a connection that was open is silent for ever, a new one is not', async () => {
  await behindProxy(async (ask, set, reached, called) => {
    set({ kind: 'latency', delayMs: 300 })
    const underWay = ask()
    await expect.poll(called).toBe(1)
    set({ kind: 'none' }, 'freeze')
    expect(await (await ask()).json()).toEqual({ ok: true })
    await expect(underWay).rejects.toThrow('timeout')
    expect(reached()).toBe(2)
  })
})

test('[TL6] a fault of one path leaves the calls of all others alone', async () => {
  await behindProxy(async (ask, set, reached) => {
    set({ kind: 'reset' }, 'keep', '/api/sync/pull')
    expect(await (await ask()).json()).toEqual({ ok: true })
    set({ kind: 'reset' }, 'keep', '/api/sync/push')
    await expect(ask()).rejects.toThrow('fetch failed')
    expect(reached()).toBe(1)
  })
})
