import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { expect, it } from 'vitest'
import { createTestClient, signIn, startTestServer } from './testing/test-server.ts'

it('[AC7][HT14] while the database cannot be written nobody gets in or out: 503, and the session lives', async () => {
  const server = await startTestServer()
  const ana = await signIn(server.url, 'ana@demo.test')
  const attempt = (password: string) =>
    createTestClient(server.url).post('/api/auth/sign-in/email', { email: 'ben@demo.test', password })
  const other = new SqliteDatabase(join(server.config.dataDir, 'satchel.db'))
  other.exec('begin immediate')
  const refused = [await attempt('satchel-demo'), await attempt('wrong'), await ana.post('/api/auth/sign-out', {})]
  for (const answer of refused) {
    expect([answer.status, answer.json.error.code]).toEqual([503, 'UNAVAILABLE'])
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  }
  other.close()
  expect((await ana.get('/api/sync/policy')).status).toBe(200)
  expect((await ana.post('/api/auth/sign-out', {})).status).toBe(200)
  expect((await ana.get('/api/sync/policy')).status).toBe(401)
  await server.stop()
})
