import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createScope } from '../sync/scopes.ts'
import {
  signIn,
  startTestServer,
  type TestAnswer,
  type TestClient,
  type TestServer,
  wholeScope,
} from './testing/test-server.ts'

let server: TestServer
let ana: TestClient
let ben: TestClient
let olu: TestClient
let nextId = 0

beforeAll(async () => {
  server = await startTestServer()
  const sign = (name: string): Promise<TestClient> => signIn(server.url, `${name}@demo.test`)
  ;[ana, ben, olu] = await Promise.all([sign('ana'), sign('ben'), sign('olu')])
})

afterAll(async () => {
  await server.stop()
  expect(server.errors).toEqual([])
})

const newId = (): string => `test-${++nextId}`

function push(client: TestClient, changes: readonly unknown[], envelope: object = {}): Promise<TestAnswer> {
  return client.post('/api/sync/push', { scope: 'demo', ...envelope, changes })
}

function building(id: string, name: string): object {
  return { op: 'create', model: 'buildings', id, version: 0, data: { name } }
}

describe('scopes', () => {
  it('[WP7] the only scope need not be named', async () => {
    const [named, unnamed] = [
      await ana.get('/api/sync/pull?scope=demo&limit=3'),
      await ana.get('/api/sync/pull?limit=3'),
    ]
    expect(unnamed.text).toBe(named.text)
    expect((await ana.post('/api/sync/push', { changes: [] })).status).toBe(200)
  })

  it('[WP7] a scope that one may not see and one that is not there look alike', async () => {
    await createScope(server.sync, 'hidden', 'Hidden')
    const before = await wholeScope(ana)
    for (const path of ['pull?', 'snapshot?', 'live?']) {
      const hidden = await ana.get(`/api/sync/${path}scope=hidden`)
      const missing = await ana.get(`/api/sync/${path}scope=missing`)
      expect([hidden.status, hidden.json.error.code]).toEqual([403, 'FORBIDDEN'])
      expect(missing.text).toBe(hidden.text)
    }
    const changes = [building(newId(), 'Elsewhere')]
    for (const scope of ['hidden', 'missing', '', 'a\0b', '__proto__', '\ud800']) {
      expect((await push(ana, changes, { scope })).json.error.code).toBe('FORBIDDEN')
    }
    expect(await wholeScope(ana)).toBe(before)
  })

  it('[WP7] with two scopes, or none, one must be named', async () => {
    const two = await startTestServer()
    const { sync, accounts } = two
    const people = [
      { email: 'two@x.test', name: 'Two' },
      { email: 'none@x.test', name: 'None' },
    ]
    const userId = (await accounts.ensureUsers(people, 'satchel-demo')).get('two@x.test') ?? ''
    for (const id of ['north', 'south']) {
      await createScope(sync, id, id)
      await accounts.createWorkspace(id, id, [{ userId, role: 'editor' }])
    }
    const client = await signIn(two.url, 'two@x.test')
    expect((await client.get('/api/sync/pull')).json.error.code).toBe('INVALID_BODY')
    expect((await client.get('/api/sync/pull?scope=south')).status).toBe(200)
    expect((await client.get('/api/sync/pull?scope=demo')).json.error.code).toBe('FORBIDDEN')
    const none = await signIn(two.url, 'none@x.test')
    expect((await none.post('/api/sync/push', { changes: [] })).json.error.code).toBe('INVALID_BODY')
    await two.stop()
  })
})

describe('push', () => {
  it('[WP10] each change gets its own result, in order, and what holds is stored', async () => {
    const [good, bad] = [newId(), newId()]
    const answer = await push(ana, [building(good, 'The Hub'), building(bad, ' '), { op: 'sing' }, 7])
    expect(answer.status).toBe(200)
    expect(answer.json).toMatchObject({ epoch: server.sync.storage.epoch, schema: server.sync.schema })
    expect(answer.json.results).toMatchObject([
      { ok: true, new_version: 1 },
      { ok: false, code: 'INVALID', fields: { name: 'required' } },
      { ok: false, code: 'INVALID_OP' },
      { ok: false, code: 'INVALID_OP' },
    ])
    const { changes } = (await ben.get(`/api/sync/pull?since=${answer.json.mark}`)).json
    expect(changes).toEqual([])
    const pulled = (await ben.get('/api/sync/pull?model=buildings&limit=5000')).json.data
    expect(pulled.filter((row: { id: string }) => [good, bad].includes(row.id))).toMatchObject([
      { id: good, name: 'The Hub' },
    ])
  })

  it('[WP11] a repeat gets the stored result, marked as a duplicate', async () => {
    const change = { ...building(newId(), 'Once'), mutation_id: 1, schema: 1 }
    const first = await push(ana, [change], { device_id: 'wp11-device' })
    const again = await push(ana, [change], { device_id: 'wp11-device' })
    expect(again.json.results).toEqual([{ ...first.json.results[0], duplicate: true }])
  })

  it('[WP11] a device belongs to the person who used it first', async () => {
    await push(ana, [{ ...building(newId(), 'Mine'), mutation_id: 1 }], { device_id: 'of-ana' })
    const before = await wholeScope(ana)
    const answer = await push(ben, [{ ...building(newId(), 'Hers?'), mutation_id: 2 }], { device_id: 'of-ana' })
    expect([answer.status, answer.json.error.code]).toEqual([403, 'OTHER_USERS_DEVICE'])
    expect(await wholeScope(ana)).toBe(before)
  })

  it('[WP13] a viewer reads, and may change nothing', async () => {
    const before = await wholeScope(olu)
    const answer = await push(olu, [building(newId(), 'Not allowed')])
    expect([answer.status, answer.json.results[0].code]).toEqual([200, 'FORBIDDEN'])
    expect(await wholeScope(olu)).toBe(before)
  })

  it('[WP6] text that would not survive is that change’s refusal, and the others go on', async () => {
    const texts = ['a\0b', '\ud800', '\udc00x', 'x'.repeat(65 * 1024)]
    const answer = await push(ana, [...texts.map((text) => building(newId(), text)), building(newId(), 'Fine 🏢')])
    expect(answer.json.results.map(({ ok, code }: { ok: boolean; code?: string }) => code ?? ok)).toEqual([
      'INVALID',
      'INVALID',
      'INVALID',
      'INVALID',
      true,
    ])
  })

  it('[WP6] names that every object inherits are never fields', async () => {
    const before = await wholeScope(ana)
    const data = (name: string): string =>
      `{"op":"create","model":"buildings","id":"${newId()}","version":0,"data":{"name":"x","${name}":"y"}}`
    const changes = ['__proto__', 'constructor', 'prototype', 'toString'].map(data)
    const body = `{"scope":"demo","changes":[${changes.join(',')},{"__proto__":{"op":"delete"},"model":"constructor"}]}`
    const headers = { 'content-type': 'application/json' }
    const answer = await ana.send('/api/sync/push', { method: 'POST', headers, body })
    const { results } = JSON.parse(await answer.text())
    expect(results.map(({ code }: { code: string }) => code)).toEqual([
      'INVALID',
      'INVALID',
      'INVALID',
      'INVALID',
      'INVALID_OP',
    ])
    expect(await wholeScope(ana)).toBe(before)
  })

  it('[WP6] a value nested without end is that change’s refusal', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    const change = `{"mutation_id":1,"op":"create","model":"buildings","id":"deep","version":0,"data":{"name":${deep}}}`
    const body = `{"scope":"demo","device_id":"deep-device","changes":[${change}]}`
    const answer = await ana.send('/api/sync/push', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    expect(answer.status).toBe(200)
    expect(JSON.parse(await answer.text()).results[0]).toMatchObject({ ok: false, code: 'INVALID' })
  })

  it('[WP9] a mark of another history is 409 and nothing is judged; one that is none is 400', async () => {
    const before = await wholeScope(ana)
    const changes = [building(newId(), 'Never')]
    const { mark } = (await push(ana, [])).json
    const [epoch, seq, tag] = mark.split('.')
    for (const other of [`zzz.${seq}.${tag}`, `${epoch}.${Number(seq) + 1}.${tag}`, `${epoch}.${seq}.zzz`]) {
      const answer = await push(ana, changes, { mark: other })
      expect([answer.status, answer.json.error.code]).toEqual([409, 'EPOCH_CHANGED'])
      expect((await ana.get(`/api/sync/pull?since=${other}`)).json.error.code).toBe('EPOCH_CHANGED')
      const newer = await ana.get(`/api/sync/pull?since=${mark}&mark=${other}`)
      expect(newer.json.error.code).toBe('EPOCH_CHANGED')
    }
    for (const none of ['7', 'a.b.c', `${epoch}.-1.${tag}`]) {
      const answer = await push(ana, changes, { mark: none })
      expect([answer.status, answer.json.error.code]).toEqual([400, 'INVALID_BODY'])
      expect((await ana.get(`/api/sync/pull?since=${none}`)).status).toBe(400)
    }
    expect(await wholeScope(ana)).toBe(before)
  })

  it('[WP2] a change of a newer schema is 426', async () => {
    const schema = server.sync.schema + 1
    const answer = await push(ana, [{ ...building(newId(), 'Later'), schema, mutation_id: 1 }], { device_id: 'newer' })
    expect([answer.status, answer.json.error.code]).toEqual([426, 'SCHEMA_NEWER'])
  })
})

describe('reads', () => {
  it('[WP6] a limit that is none counts as the default', async () => {
    for (const limit of ['0', '-1', '5001', '1.5', 'x', '', '1e3', '9'.repeat(400)]) {
      const { changes } = (await ana.get(`/api/sync/pull?limit=${limit}`)).json
      expect([limit, changes.length]).toEqual([limit, 1_000])
    }
    expect((await ana.get('/api/sync/pull?model=payments&limit=x')).json.data).toHaveLength(500)
    expect((await ana.get('/api/sync/pull?limit=2')).json).toMatchObject({ changes: [{}, {}], has_more: true })
  })

  it('[WP22] pages lead to the head, with every row once, in the order of seq', async () => {
    const seqs: number[] = []
    let page = (await ana.get('/api/sync/pull?limit=400')).json
    for (;;) {
      seqs.push(...page.changes.map(({ seq }: { seq: number }) => seq))
      if (!page.has_more) break
      page = (await ana.get(`/api/sync/pull?limit=400&since=${page.cursor}`)).json
    }
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b))
    expect((await ana.get(`/api/sync/pull?since=${page.cursor}`)).json).toMatchObject({ changes: [], has_more: false })
  })

  it('[WP25] one model in the flat form', async () => {
    const { data, cursor, count, has_more: hasMore } = (await ana.get('/api/sync/pull?model=tenants&limit=10')).json
    expect([data.length, count, hasMore, typeof cursor]).toEqual([10, 10, true, 'string'])
    expect(data[0]).toMatchObject({ name: expect.any(String), version: expect.any(Number), _deleted: false })
  })

  it('[WP27] the digest comes with the last page when asked', async () => {
    const { digest } = (await ana.get('/api/sync/pull?limit=5000&digest=1')).json
    expect(digest.payments).toEqual({ count: 660, sum: expect.any(Number) })
    expect((await ana.get('/api/sync/pull?limit=5000')).json.digest).toBeUndefined()
  })

  it('[WP13] policies are told as the models declare them', async () => {
    const { data, schema } = (await olu.get('/api/sync/policy')).json
    expect(schema).toBe(server.sync.schema)
    expect(data.models.payments.conflict).toBe('server_wins')
    expect(Object.keys(data.models)).toEqual(['buildings', 'tenants', 'leases', 'payments', 'inspections'])
  })

  it('[WP15] the history of a record is told to who may read it', async () => {
    const id = newId()
    await push(ana, [building(id, 'First name')])
    await push(ben, [{ op: 'update', model: 'buildings', id, version: 1, data: { name: 'Second name' } }])
    const { data } = (await olu.get(`/api/history?scope=demo&model=buildings&id=${id}`)).json
    expect(data).toMatchObject([
      { op: 'update', updated_by: 'Ben', before: { name: 'First name' }, after: { name: 'Second name' } },
      { op: 'create', updated_by: 'Ana', after: { name: 'First name' } },
    ])
  })
})

describe('writes of the server itself', () => {
  it('[WP18] what the demo seeded has a version, a seq and a line of history', async () => {
    const { changes } = (await ana.get('/api/sync/pull?limit=5000')).json
    const [seeded] = changes.filter(
      ({ model, version }: { model: string; version: number }) => model === 'tenants' && version === 2,
    )
    const { data } = (await ana.get(`/api/history?model=tenants&id=${seeded.id}`)).json
    expect(data).toMatchObject([
      { op: 'update', version: 2, seq: seeded.seq, updated_by: expect.stringMatching(/^(Ana|Ben)$/) },
      { op: 'create', version: 1 },
    ])
  })
})

describe('persistence', () => {
  it('[HT15] after a restart data, sessions and stored results are there, and nothing is seeded again', async () => {
    const first = await startTestServer()
    const kit = await signIn(first.url, 'kit@demo.test')
    const change = { ...building('kept', 'Kept'), mutation_id: 1 }
    const pushed = await push(kit, [change], { device_id: 'kept-device' })
    const before = await wholeScope(kit)
    const second = await first.restart()
    const again = await signIn(second.url, 'kit@demo.test')
    expect(await wholeScope(again)).toBe(before)
    const sameSession = { headers: { cookie: kit.cookie } }
    expect((await fetch(`${second.url}/api/sync/policy`, sameSession)).status).toBe(200)
    const repeated = await push(again, [change], { device_id: 'kept-device' })
    expect(repeated.json.results).toEqual([{ ...pushed.json.results[0], duplicate: true }])
    await second.stop()
  })
})
