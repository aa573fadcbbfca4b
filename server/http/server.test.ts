import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it, vi } from 'vitest'
import { signIn, startTestServer } from './testing/test-server.ts'

describe('the server as a whole', () => {
  it('[HT5] closing lets a running request finish and takes no new one', async () => {
    const server = await startTestServer()
    const ana = await signIn(server.url, 'ana@demo.test')
    const changes = Array.from({ length: 500 }, (_, i) => ({
      op: 'create',
      model: 'buildings',
      id: `closing-${i}`,
      version: 0,
      data: { name: `Building ${i}` },
    }))
    const transact = vi.spyOn(server.sync.storage, 'transact')
    const pushing = ana.post('/api/sync/push', { changes })
    await vi.waitFor(() => expect(transact).toHaveBeenCalled())
    const closing = server.stop()
    const { json } = await pushing
    expect(json.results.every(({ ok }: { ok: boolean }) => ok)).toBe(true)
    await closing
    const late = connect(Number(new URL(server.url).port), '127.0.0.1')
    await expect(once(late, 'connect')).rejects.toThrow('ECONNREFUSED')
  })

  it('[HT14] an error that nobody expected is a 500 that says nothing of the database, and is told to the operator', async () => {
    const server = await startTestServer()
    const ana = await signIn(server.url, 'ana@demo.test')
    const read = vi.spyOn(server.sync.storage, 'read')
    read.mockRejectedValueOnce(new Error('SELECT secret FROM records'))
    const answer = await ana.get('/api/sync/pull')
    expect([answer.status, answer.json.error.code]).toEqual([500, 'INTERNAL_ERROR'])
    expect(answer.text).not.toContain('SELECT')
    expect(answer.headers.get('x-satchel-protocol')).toBe('1')
    expect(server.errors).toMatchObject([{ message: 'SELECT secret FROM records' }])
    // The last two: a collision that did not end, a connection that broke.
    for (const code of ['SQLITE_IOERR_READ', '40001', '08006']) {
      read.mockRejectedValueOnce(Object.assign(new Error('disk I/O error'), { code }))
      const ill = await ana.get('/api/sync/pull')
      expect([ill.status, ill.json.error.code]).toEqual([503, 'UNAVAILABLE'])
      expect(Number(ill.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    await server.stop()
  })

  it('[F72] sign-ins and session checks during pushes of 500 changes all come through', async () => {
    const server = await startTestServer()
    const clients = await Promise.all(['ana', 'ben'].map((name) => signIn(server.url, `${name}@demo.test`)))
    const pushes = clients.flatMap((client, who) =>
      Array.from({ length: 4 }, (_, batch) => {
        const changes = Array.from({ length: 500 }, (_, i) => ({
          mutation_id: batch * 500 + i + 1,
          op: 'create',
          model: 'buildings',
          id: `f72-${who}-${batch}-${i}`,
          version: 0,
          data: { name: `Building ${i}` },
        }))
        return client.post('/api/sync/push', { scope: 'demo', device_id: `f72-${who}-${batch}`, changes })
      }),
    )
    const signIns = Array.from({ length: 8 }, (_, i) =>
      signIn(server.url, `${['ana', 'ben', 'olu', 'kit'][i % 4]}@demo.test`),
    )
    const checks = clients.flatMap((client) =>
      Array.from({ length: 20 }, () => [client.get('/api/auth/get-session'), client.get('/api/sync/policy')]).flat(),
    )
    for (const answer of await Promise.all(checks)) expect(answer.status).toBe(200)
    for (const { cookie } of await Promise.all(signIns)) expect(cookie).not.toBe('')
    for (const { json } of await Promise.all(pushes)) {
      expect(json.results.filter(({ ok }: { ok: boolean }) => ok)).toHaveLength(500)
    }
    expect(server.errors).toEqual([])
    await server.stop()
  })
})
