import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AccountTables } from '../accounts/tables.ts'
import { createTestClient, signIn, startTestServer, type TestAnswer, type TestServer } from './testing/test-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startTestServer()
})

afterAll(async () => {
  await server.stop()
  expect(server.errors).toEqual([])
})

function attempt(email: unknown, password: unknown, url = server.url): Promise<TestAnswer> {
  return createTestClient(url).post('/api/auth/sign-in/email', { email, password })
}

describe('signing in', () => {
  it('[WP1] the session is in an HttpOnly, SameSite cookie for the whole site', async () => {
    const answer = await attempt('ana@demo.test', 'satchel-demo')
    expect([answer.status, answer.json.user.name]).toEqual([200, 'Ana'])
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^satchel\.session_token=.+; Max-Age=7776000; Path=\/; HttpOnly; SameSite=Lax$/),
    ])
    expect(answer.headers.get('x-satchel-protocol')).toBe('1')
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  it('[WP1] behind https the cookie is for https only', async () => {
    const secure = await startTestServer({ config: { origin: 'https://satchel.example.org' } })
    const ana = await signIn(secure.url, 'ana@demo.test')
    expect(ana.cookie).toMatch(/^__Secure-satchel/)
    expect((await ana.get('/api/sync/policy')).status).toBe(200)
    await secure.stop()
  })

  it.each([
    ['ana', 'Ana'],
    ['ben', 'Ben'],
    ['olu', 'Olu'],
    ['kit', 'Kit'],
  ])('[AC5] %s learns who and where they are', async (account, name) => {
    const client = await signIn(server.url, `${account}@demo.test`)
    const session = await client.get('/api/auth/get-session')
    expect(session.json.user).toMatchObject({ name, email: `${account}@demo.test` })
    const workspaces = await client.get('/api/auth/organization/list')
    expect(workspaces.json).toEqual([expect.objectContaining({ id: 'demo', name: 'Demo' })])
    for (const { headers } of [session, workspaces]) expect(headers.get('x-satchel-protocol')).toBe('1')
  })

  it('[AC5] without a session, get-session says null so that a device believes it, and the list is refused', async () => {
    const nobody = createTestClient(server.url)
    const session = await nobody.get('/api/auth/get-session')
    expect([session.status, session.json, session.headers.get('x-satchel-protocol')]).toEqual([200, null, '1'])
    expect((await nobody.get('/api/auth/organization/list')).json.error.code).toBe('UNAUTHENTICATED')
  })

  it('[AC5] the workspaces come in the order in which they were made', async () => {
    const other = await startTestServer({ config: { demo: false } })
    const { accounts, sync } = other
    const email = 'zoe@x.test'
    const userId = (await accounts.ensureUsers([{ email, name: 'Zoë' }], 'satchel-demo')).get(email) ?? ''
    for (const id of ['south', 'north', 'east']) await accounts.createWorkspace(id, id, [{ userId, role: 'editor' }])
    const workspaces = sync.storage.db.withTables<AccountTables>()
    for (const [index, id] of ['east', 'south', 'north'].entries()) {
      const createdAt = `2026-01-0${index + 1}T00:00:00.000Z`
      await workspaces.updateTable('organization').set({ createdAt }).where('id', '=', id).execute()
    }
    const listed = (await (await signIn(other.url, email)).get('/api/auth/organization/list')).json
    expect(listed.map(({ id }: { id: string }) => id)).toEqual(['east', 'south', 'north'])
    await other.stop()
  })

  it('[AC6] a wrong password and an unknown e-mail look alike', async () => {
    const [known, unknown] = [await attempt('ben@demo.test', 'wrong'), await attempt('nobody@demo.test', 'wrong')]
    expect([known.status, known.json.error.code]).toEqual([401, 'UNAUTHENTICATED'])
    expect(unknown.text).toBe(known.text)
  })

  it('[WP5] a body that is no sign-in is 400', async () => {
    const bodies: unknown[] = [
      {},
      [],
      null,
      'text',
      { email: 'ana@demo.test' },
      { email: 1, password: 2 },
      { email: 'no address', password: 'x' },
      { email: 'a\0b@demo.test', password: 'x' },
      { email: 'ana@demo.test', password: 'x'.repeat(100_000) },
    ]
    for (const body of bodies) {
      const answer = await createTestClient(server.url).post('/api/auth/sign-in/email', body)
      expect([answer.status, answer.json.error.code]).toEqual([400, 'INVALID_BODY'])
    }
  })

  it('[AC4] the eleventh attempt is 429 with Retry-After, also with the right password and for an unknown e-mail', async () => {
    for (const [email, password] of [
      ['olu@demo.test', 'satchel-demo'],
      ['ghost@demo.test', 'x'],
    ] as const) {
      for (let i = 0; i < 10; i++) expect((await attempt(email, 'wrong')).status).toBe(401)
      const answer = await attempt(email.toUpperCase(), password)
      expect([answer.status, answer.json.error.code]).toEqual([429, 'RATE_LIMITED'])
      const seconds = Number(answer.headers.get('retry-after'))
      expect(seconds).toBeGreaterThan(15 * 60 - 60)
      expect(seconds).toBeLessThanOrEqual(15 * 60)
    }
  })

  it('[AC7] a signed-out cookie is dead at once', async () => {
    const kit = await signIn(server.url, 'kit@demo.test')
    const stays = await signIn(server.url, 'kit@demo.test')
    expect((await kit.get('/api/sync/policy')).status).toBe(200)
    const headers = { 'content-type': 'application/json' }
    expect((await kit.send('/api/auth/sign-out', { method: 'POST', headers, body: '{}' })).status).toBe(200)
    expect((await kit.get('/api/sync/policy')).json.error.code).toBe('UNAUTHENTICATED')
    expect((await kit.get('/api/auth/get-session')).json).toBeNull()
    expect((await stays.get('/api/sync/policy')).status).toBe(200)
  })

  it('[AC7] signing out needs no body', async () => {
    const kit = await signIn(server.url, 'kit@demo.test')
    expect((await kit.send('/api/auth/sign-out', { method: 'POST' })).status).toBe(200)
    expect((await kit.get('/api/sync/policy')).status).toBe(401)
  })

  it('[AC7] signing out twice, or without a session, is no error', async () => {
    const kit = await signIn(server.url, 'kit@demo.test')
    for (const client of [kit, kit, createTestClient(server.url)]) {
      expect((await client.send('/api/auth/sign-out', { method: 'POST' })).status).toBe(200)
    }
  })

  it('[AC9] a device that looks in renews its session once a day', async () => {
    const kit = await signIn(server.url, 'kit@demo.test')
    const session = (await kit.get('/api/auth/get-session')).json.session
    const sessions = server.sync.storage.db.withTables<AccountTables>()
    const soon = new Date(Date.now() + 80 * 86_400_000).toISOString()
    await sessions.updateTable('session').set({ expiresAt: soon }).where('token', '=', session.token).execute()
    const renewed = await kit.get('/api/auth/get-session')
    expect(renewed.headers.getSetCookie()).toEqual([expect.stringContaining('Max-Age=7776000')])
    expect(new Date(renewed.json.session.expiresAt).getTime()).toBeGreaterThan(Date.now() + 89 * 86_400_000)
    expect((await kit.get('/api/auth/get-session')).headers.getSetCookie()).toEqual([])
  })

  it('[AC8] what else the library offers is closed', async () => {
    const kit = await signIn(server.url, 'kit@demo.test')
    const calls = [
      kit.post('/api/auth/sign-up/email', { email: 'z@z.test', name: 'Z', password: 'satchel-demo' }),
      kit.post('/api/auth/organization/create', { name: 'Mine', slug: 'mine' }),
      kit.post('/api/auth/organization/delete', { organizationId: 'demo' }),
      kit.post('/api/auth/update-user', { name: 'Somebody else' }),
      kit.get('/api/auth/error'),
      kit.get('/api/auth/ok'),
      kit.get('/api/auth/sign-out'),
      kit.get('/api/auth'),
      kit.get('/api/auth/'),
    ]
    for (const answer of await Promise.all(calls)) {
      expect([answer.status, answer.json.error.code]).toEqual([404, 'NOT_FOUND'])
    }
  })
})
