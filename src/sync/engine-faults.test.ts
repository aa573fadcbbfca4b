import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { PROBLEM_STATUS } from '../../contract/wire/problem.ts'
import { createDevice } from './testing/device.ts'
import { bothSides, drainAll } from './testing/drains.ts'
import { createFakeServer, json, problem } from './testing/fake-server.ts'

const msw = setupServer()
beforeAll(() => msw.listen({ onUnhandledRequest: 'error' }))
afterEach(() => msw.resetHandlers())
afterAll(() => msw.close())

const html = '<html>Sign in to the hotel</html>'
const ours = { 'x-satchel-protocol': '1', 'content-type': 'application/json' }

/** What a device may get instead of an answer. */
const FAULTS: { [name: string]: () => Response } = {
  ...Object.fromEntries(Object.entries(PROBLEM_STATUS).map(([code, status]) => [code, () => problem(status, code)])),
  'a code that nobody knows': () => problem(418, 'TEAPOT'),
  'RATE_LIMITED with Retry-After': () => problem(429, 'RATE_LIMITED', { 'retry-after': '3' }),
  'UNAVAILABLE with a date': () => problem(503, 'UNAVAILABLE', { 'retry-after': 'Fri, 20 Nov 2026 10:00:09 GMT' }),
  'a captive portal': () => new Response(html, { headers: { 'content-type': 'text/html' } }),
  'a redirect to a portal': () => new Response(null, { status: 302, headers: { location: 'http://hotel.test/' } }),
  'a 511': () => new Response(html, { status: 511 }),
  'an empty 200': () => new Response(null),
  'an empty 200 of ours': () => new Response(null, { headers: ours }),
  "another app's JSON": () => HttpResponse.json({ ok: true }),
  "another app's JSON with our header": () => json({ ok: 'yes' }),
  "a proxy's 502": () => new Response('Bad gateway', { status: 502 }),
  'a torn body': () => new Response('{"epoch":"e1","mark":"e1.', { headers: ours }),
  'a cut connection': () => HttpResponse.error(),
}

/** Four changes, two a push, so that a drain is health, push, push, pull. */
async function given() {
  const server = createFakeServer()
  for (const id of ['b1', 'b2', 'b3']) server.write('create', id, { name: id, address: 'old' })
  msw.use(http.all('http://satchel.test/*', ({ request }) => server.handle(request)))
  const device = await createDevice({ fetch: (...call) => globalThis.fetch(...call) })
  await device.engine.drain('started')
  await device.update('b1', { name: 'One' })
  await device.delete('b2')
  await device.create('b4', { name: 'Four' })
  await device.update('b3', { name: 'Three', address: null })
  await device.changeMeta({ batchChangesMax: 2, lastExchangeFailed: true })
  const before = server.calls.length
  return { server, device, callOf: () => server.calls.length - before }
}

const IDS = ['b1', 'b2', 'b3', 'b4']
const WANTED = {
  b1: { name: 'One', address: 'old' },
  b2: undefined,
  b3: { name: 'Three' },
  b4: { name: 'Four' },
}
const HEALED = {
  seen: WANTED,
  there: WANTED,
  waiting: [],
  applied: { 'buildings/b1': 1, 'buildings/b2': 1, 'buildings/b3': 1, 'buildings/b4': 1 },
}
const CALLS = [1, 2, 3, 4]

it('[EN40] without a fault the drain is health, two pushes and a pull', async () => {
  const { server, device } = await given()
  const before = server.calls.length
  await device.engine.drain('asked')
  const paths = server.calls.slice(before).map(({ path }) => path)
  expect(paths).toEqual(['/api/health', '/api/sync/push', '/api/sync/push', '/api/sync/pull'])
  expect(await bothSides(device, server, IDS)).toEqual(HEALED)
})

describe.each(Object.entries(FAULTS))('%s', (_, fault) => {
  it.each(CALLS)('[EN40] [F4] [F32] in place of call %i: nothing is lost, nothing doubled', async (at) => {
    const { server, device, callOf } = await given()
    server.before = () => (callOf() === at ? fault() : undefined)
    await device.engine.drain('asked')
    expect(await bothSides(device, server, IDS)).toMatchObject({ seen: WANTED })
    await drainAll(device)
    expect(await bothSides(device, server, IDS)).toEqual(HEALED)
    expect(device.errors).toEqual([])
  })

  it.each(CALLS)('[EN40] [F1] after the server has done call %i: the same', async (at) => {
    const { server, device, callOf } = await given()
    server.after = (_call, answer) => (callOf() === at ? fault() : answer)
    await device.engine.drain('asked')
    await drainAll(device)
    expect(await bothSides(device, server, IDS)).toEqual(HEALED)
    expect(device.errors).toEqual([])
  })
})

describe('every call from some point on', () => {
  it.each(Object.keys(FAULTS))('[EN41] %s, for a while: all is there once it ends', async (name) => {
    const fault = FAULTS[name] ?? (() => HttpResponse.error())
    for (const from of CALLS) {
      const { server, device, callOf } = await given()
      server.before = () => (callOf() >= from ? fault() : undefined)
      for (let round = 0; round < 3; round++) {
        await device.engine.drain('asked')
        await device.time.advance(10_000)
      }
      expect(await bothSides(device, server, IDS)).toMatchObject({ seen: WANTED })
      server.before = undefined
      await drainAll(device)
      expect(await bothSides(device, server, IDS)).toEqual(HEALED)
    }
  })
})
