import type { CompiledQuery, Driver } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Accounts, openAccounts } from '../../server/accounts/accounts.ts'
import { FAILURES_MAX } from '../../server/accounts/sign-in-limit.ts'
import { openTestPostgres } from '../../server/storage/testing/open-test-storage.ts'
import { needsPostgres } from '../../server/storage/testing/test-postgres.ts'

// What the accounts library writes is no transaction of ours: each statement is one of its own.

needsPostgres()

const ORIGIN = 'http://localhost:8787'
const ZOE = { email: 'zoe@x.test', name: 'Zoë' }
const PASSWORD = 'a good password'

let opened: Awaited<ReturnType<typeof openTestPostgres>>
let accounts: Accounts
const nowMs = Date.now()
/** Counts statements; the one at `at` collides, before or after it was made. */
let collision: { at: number; when: 'before' | 'after' } | undefined
let asked = 0

function colliding(driver: Driver): Driver {
  const acquireConnection = async () => {
    const connection = await driver.acquireConnection()
    const ask = connection.executeQuery.bind(connection)
    const executeQuery = async <R>(query: CompiledQuery) => {
      const isMine = collision?.at === asked++
      if (isMine && collision?.when === 'before') throw COLLISION
      const result = await ask<R>(query)
      if (isMine) throw COLLISION
      return result
    }
    return Object.assign(connection, { executeQuery })
  }
  return {
    init: () => driver.init(),
    acquireConnection,
    beginTransaction: (connection, settings) => driver.beginTransaction(connection, settings),
    commitTransaction: (connection) => driver.commitTransaction(connection),
    rollbackTransaction: (connection) => driver.rollbackTransaction(connection),
    releaseConnection: (connection) => driver.releaseConnection(connection),
    destroy: () => driver.destroy(),
  }
}

const COLLISION = Object.assign(new Error('could not serialize access'), { code: '40001' })

beforeAll(async () => {
  opened = await openTestPostgres(colliding)
  accounts = await openAccounts({
    ...opened.storage,
    origin: ORIGIN,
    secret: 'a secret for tests, long enough',
    nowMs: () => nowMs,
    random: () => 0,
  })
  await accounts.ensureUsers([ZOE], PASSWORD)
})
afterAll(() => opened?.close())

function ask(path: string, cookie = '', body?: object): Promise<Response> {
  return accounts.library.handler(
    new Request(`${ORIGIN}/api/auth${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json', cookie },
      ...(body && { body: JSON.stringify(body) }),
    }),
  )
}

const signIn = (password = PASSWORD) => ask('/sign-in/email', '', { email: ZOE.email, password })
const cookieOf = (answer: Response): string => answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''

/** Does it once for each statement that it takes, each time with another one colliding. */
async function withEachColliding(when: 'before' | 'after', act: () => Promise<void>): Promise<number> {
  let at = 0
  do {
    asked = 0
    collision = { at: at++, when }
    await act()
    collision = undefined
  } while (at < asked)
  return at
}

describe.each(['before', 'after'] as const)('a statement that collides (40001) %s it was made', (when) => {
  it('[ST27] does not keep anybody from signing in, nor from being known', async () => {
    const statements = await withEachColliding(when, async () => {
      const answer = await signIn()
      expect(answer.status).toBe(200)
      expect((await accounts.sessionOf(cookieOf(answer)))?.name).toBe('Zoë')
    })
    expect(statements).toBeGreaterThan(2)
  })

  it('[ST27] [AC7] does not keep a session that was signed out', async () => {
    const cookies = await Promise.all(Array.from({ length: 5 }, async () => cookieOf(await signIn())))
    let next = 0
    await withEachColliding(when, async () => {
      expect((await ask('/sign-out', cookies[next++], {})).status).toBe(200)
    })
    const left = await Promise.all(cookies.slice(0, next).map((cookie) => accounts.sessionOf(cookie)))
    expect(left.filter((session) => session !== undefined)).toEqual([])
  })

  it('[ST27] [AC4] is no wrong guess that does not count', async () => {
    const account = `nobody ${when}@x.test`
    const guess = () => accounts.signIns.attempt(account, async () => ({ value: 1, outcome: 'wrong' }))
    const guesses = await withEachColliding(when, async () => {
      expect(await guess()).toEqual({ kind: 'done', value: 1 })
    })
    for (let more = guesses; more < FAILURES_MAX; more++) await guess()
    expect(await guess()).toMatchObject({ kind: 'wait' })
  })
})

it('[ST27] of servers that open an empty database at the same moment all come up', async () => {
  const empty = await openTestPostgres()
  const open = () =>
    openAccounts({ ...empty.storage, origin: ORIGIN, secret: 'a secret', nowMs: () => nowMs, random: Math.random })
  const all = await Promise.all(Array.from({ length: 4 }, open))
  const users = await Promise.all(all.map((one) => one.ensureUsers([ZOE], PASSWORD)))
  expect(new Set(users.map((ids) => ids.get(ZOE.email))).size).toBe(1)
  await empty.close()
})
