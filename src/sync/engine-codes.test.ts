import { describe, expect, it } from 'vitest'
import type { SentChange } from '../../contract/wire/push.ts'
import { createDevice } from './testing/device.ts'
import { bothSides, drainAll } from './testing/drains.ts'
import { createFakeServer } from './testing/fake-server.ts'

const AT = '2026-11-20T09:00:00.000Z'
const theirs = { name: { version: 2, updated_by: 'Ben', updated_at: AT } }

/** Every refusal of WP13 that needs a person, with what it carries. */
const REFUSALS: { [code: string]: { readonly [member: string]: unknown } } = {
  VERSION_CONFLICT: { server_version: 2, server_data: { name: 'Theirs' }, conflicts: ['name'], theirs },
  DELETED: { server_version: 2, updated_by: 'Ben', updated_at: AT },
  NOT_FOUND: {},
  INVALID: { fields: { name: 'too_long' } },
  NOT_UNIQUE: { fields: { name: 'taken' } },
  MISSING_REFERENCE: { fields: { name: 'missing' } },
  REFERENCED: { count: 2 },
  FORBIDDEN: {},
  UNKNOWN_MODEL: {},
  INVALID_OP: {},
  TEAPOT: {},
}
const IDS = ['b1', 'b2', 'b3', 'b4']

async function given() {
  const server = createFakeServer()
  for (const id of IDS) server.write('create', id, { name: id })
  const device = await createDevice({ fetch: server.fetch })
  await device.engine.drain('started')
  for (const id of IDS) await device.update(id, { name: `mine ${id}` })
  return { server, device }
}

const others = (id: string) => IDS.filter((other) => other !== id)
const mine = (ids: readonly string[]) => Object.fromEntries(ids.map((id) => [id, { name: `mine ${id}` }]))
const once = (ids: readonly string[]) => Object.fromEntries(ids.map((id) => [`buildings/${id}`, 1]))

describe.each(Object.entries(REFUSALS))('%s', (code, carries) => {
  it.each(IDS)('[EN42] [F5] for %s: it is parked with its data, the others get through', async (id) => {
    const { server, device } = await given()
    server.refuse = (change) => (change.id === id ? { code, ...carries } : undefined)
    const report = await device.engine.drain('saved')
    expect(report).toMatchObject({ answered: 4, parked: 1, end: { kind: 'done' } })
    const { seen, there, waiting, applied } = await bothSides(device, server, IDS)
    expect(waiting).toMatchObject([{ kind: 'parked', id, op: 'update', patch: { name: `mine ${id}` } }])
    expect(seen).toEqual(mine(IDS))
    expect(there).toMatchObject(mine(others(id)))
    expect(applied).toEqual(once(others(id)))
    // And it stays so: a parked entry is never sent by itself.
    const calls = server.calls.filter(({ path }) => path.endsWith('push')).length
    await device.engine.drain('timer')
    expect(server.calls.filter(({ path }) => path.endsWith('push')).length).toBe(calls)
  })
})

it.each(IDS)('[EN42] SERVER_WINS for %s: the server’s value is taken, both are in the log', async (id) => {
  const { server, device } = await given()
  const won = { server_version: 1, server_data: { name: id }, overridden: ['name'] }
  server.refuse = (change) => (change.id === id ? { code: 'SERVER_WINS', ...won } : undefined)
  await device.engine.drain('saved')
  const { seen, waiting, applied } = await bothSides(device, server, IDS)
  expect(waiting).toEqual([])
  expect(seen).toEqual({ ...mine(others(id)), [id]: { name: id } })
  expect(applied).toEqual(once(others(id)))
  const events = await device.store.read((tx) => tx.events())
  const text = JSON.stringify(events.filter(({ detail }) => detail.id === id))
  expect(text).toContain(`mine ${id}`)
})

it.each(IDS)('[EN42] [F4] RETRY for %s and all after it: the same bytes again, later', async (id) => {
  const { server, device } = await given()
  const sent: SentChange[] = []
  let busy = true
  server.refuse = (change) => {
    sent.push(change)
    return busy && change.id === id ? { code: 'RETRY' } : undefined
  }
  const report = await device.engine.drain('saved')
  expect(report.end.kind).toBe('waiting')
  const waiting = (await device.entries()).map((entry) => entry.kind === 'sealed' && entry.body)
  expect(waiting.length).toBe(IDS.length - IDS.indexOf(id))
  busy = false
  await drainAll(device)
  expect(await bothSides(device, server, IDS)).toEqual({
    seen: mine(IDS),
    there: mine(IDS),
    waiting: [],
    applied: once(IDS),
  })
  // In whatever order: one that had trouble leaves after the others.
  expect(
    sent
      .slice(-waiting.length)
      .map((change) => JSON.stringify(change))
      .sort(),
  ).toEqual(waiting.sort())
})

it('[F3] ID_REUSE: the device takes a new id and sends everything under new ones, at once', async () => {
  const { server, device } = await given()
  const { deviceId, nextMutationId } = await device.meta()
  server.refuse = ({ mutation_id }) => (mutation_id < nextMutationId + IDS.length ? { code: 'ID_REUSE' } : undefined)
  const report = await device.engine.drain('saved')
  expect(report.end).toEqual({ kind: 'done' })
  expect((await device.meta()).deviceId).not.toBe(deviceId)
  expect(await bothSides(device, server, IDS)).toEqual({
    seen: mine(IDS),
    there: mine(IDS),
    waiting: [],
    applied: once(IDS),
  })
})

it('[F3] [CY4] ID_REUSE under the new id too: it waits, and takes another one then', async () => {
  const { server, device } = await given()
  const { nextMutationId } = await device.meta()
  const devices = new Set<string>()
  let isIll = true
  server.before = ({ path, body }) => {
    if (path.endsWith('push')) devices.add((JSON.parse(body) as { device_id: string }).device_id)
    return undefined
  }
  server.refuse = () => (isIll ? { code: 'ID_REUSE' } : undefined)
  const report = await device.engine.drain('saved')
  expect(report.end.kind).toBe('waiting')
  expect(devices.size).toBe(2)
  const ids = (await device.entries()).map((entry) => (entry.kind === 'sealed' ? entry.mutationId : 0))
  expect(Math.min(...ids)).toBeGreaterThanOrEqual(nextMutationId + IDS.length)
  isIll = false
  await drainAll(device)
  expect(await bothSides(device, server, IDS)).toEqual({
    seen: mine(IDS),
    there: mine(IDS),
    waiting: [],
    applied: once(IDS),
  })
})

it('[F3] [F57] [OR2] ID_REUSE: a child that is older than its parent goes on leaving after it', async () => {
  const { server, device } = await given()
  await drainAll(device)
  await device.create('i1', { building: 'new', date: '2026-11-20' }, 'inspections')
  await device.create('new', { name: 'its parent' })
  server.refuse = () => ({ code: 'ID_REUSE' })
  await device.engine.drain('saved')
  server.refuse = undefined
  const sealed = (await device.entries()).filter((entry) => entry.kind === 'sealed')
  expect(sealed.sort((a, b) => a.mutationId - b.mutationId).map(({ id }) => id)).toEqual(['new', 'i1'])
})

it('[WP3] results that cannot be read, or are missing, leave their changes as they are', async () => {
  const { server, device } = await given()
  let torn = true
  server.after = async (call, answer) => {
    if (!torn || !call.path.endsWith('push')) return answer
    const body = (await answer.json()) as { results: unknown[] }
    body.results = [body.results[0], { mutation_id: 2, ok: 'perhaps' }, null]
    return new Response(JSON.stringify(body), { headers: answer.headers })
  }
  await device.engine.drain('saved')
  expect((await device.entries()).map(({ id, kind }) => `${kind} ${id}`)).toEqual([
    'sealed b2',
    'sealed b3',
    'sealed b4',
  ])
  torn = false
  await drainAll(device)
  expect(await bothSides(device, server, IDS)).toEqual({
    seen: mine(IDS),
    there: mine(IDS),
    waiting: [],
    applied: once(IDS),
  })
})
