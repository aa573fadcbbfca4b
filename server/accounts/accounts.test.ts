import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { models } from '../../contract/models/index.ts'
import { nodeEnvironment } from '../storage/node-environment.ts'
import { openStorage } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { takeTestPlace, type TestPlace } from '../storage/testing/test-place.ts'
import { type Accounts, openAccounts } from './accounts.ts'
import { parseRole } from './roles.ts'
import { FAILURE_WINDOW_MS, FAILURES_MAX } from './sign-in-limit.ts'

const SECRET = 'a secret for tests, long enough'
const ORIGIN = 'http://localhost:8787'
let taken: TestPlace
let storage: Storage
let accounts: Accounts
let nowMs = 0

beforeEach(async () => {
  nowMs = Date.now()
  taken = await takeTestPlace()
  storage = await openStorage({ ...taken.place, registry: models, environment: nodeEnvironment })
  accounts = await open()
})

afterEach(async () => {
  await storage.close()
  taken.dispose()
})

function open(): Promise<Accounts> {
  return openAccounts({ ...storage, origin: ORIGIN, secret: SECRET, nowMs: () => nowMs, random: () => 0.5 })
}

/** @returns the `Cookie` header of a new session */
async function signIn(email: string, password: string): Promise<string> {
  const response = await accounts.library.handler(
    new Request(`${ORIGIN}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    }),
  )
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

const wrong = async () => ({ value: 'no', outcome: 'wrong' }) as const
const right = async () => ({ value: 'yes', outcome: 'signed_in' }) as const

describe('sessions', () => {
  const zoe = { email: 'zoe@x.test', name: 'Zoë' }
  const password = 'a good password'

  it('[AC1] a session knows its person and the role in each workspace', async () => {
    const userId = (await accounts.ensureUsers([zoe], password)).get(zoe.email) ?? ''
    await accounts.createWorkspace('north', 'North', [{ userId, role: 'editor' }])
    await accounts.createWorkspace('south', 'South', [{ userId, role: 'viewer,admin' }])
    await accounts.createWorkspace('east', 'East', [{ userId, role: 'gardener' }])
    const session = await accounts.sessionOf(`a=b; ${await signIn(zoe.email, password)}; c=d`)
    expect(session).toMatchObject({ userId, name: 'Zoë' })
    expect([...(session?.roles ?? [])]).toEqual([
      ['north', 'editor'],
      ['south', 'admin'],
    ])
  })

  it('[AC2] a cookie that this server did not sign is nobody', async () => {
    await accounts.ensureUsers([zoe], password)
    const cookie = await signIn(zoe.email, password)
    expect(await accounts.sessionOf(cookie)).toBeDefined()
    const [name = '', value = ''] = cookie.split('=')
    const [token = ''] = decodeURIComponent(value).split('.')
    for (const forged of [token, `${token}.`, `${token}.${'A'.repeat(43)}=`, `x${value}`, '', '.', '%', '%00.%00']) {
      expect(await accounts.sessionOf(`${name}=${forged}`)).toBeUndefined()
    }
    expect(await accounts.sessionOf(null)).toBeUndefined()
  })

  it('[AC3] a session that is over is nobody', async () => {
    await accounts.ensureUsers([zoe], password)
    const cookie = await signIn(zoe.email, password)
    nowMs += 91 * 86_400_000
    expect(await accounts.sessionOf(cookie)).toBeUndefined()
  })

  it('[AC1] people and tables are made once, however often the accounts are opened', async () => {
    const userId = (await accounts.ensureUsers([zoe], password)).get(zoe.email) ?? ''
    accounts = await open()
    expect(await accounts.ensureUsers([zoe], 'another password')).toEqual(new Map([[zoe.email, userId]]))
    expect(await accounts.workspaces()).toEqual([])
  })

  it('[AC1] the highest role that we know counts', () => {
    expect(['viewer', 'editor', 'admin', 'owner', 'editor, viewer', 'member', ''].map(parseRole)).toEqual([
      'viewer',
      'editor',
      'admin',
      'admin',
      'editor',
      undefined,
      undefined,
    ])
  })
})

describe('failed sign-ins', () => {
  it('[AC4] after ten failures an account waits until the first of them is 15 minutes old', async () => {
    for (let i = 0; i < FAILURES_MAX; i++) {
      expect(await accounts.signIns.attempt('zoe@x.test', wrong)).toEqual({ kind: 'done', value: 'no' })
      nowMs += 1_000
    }
    expect(await accounts.signIns.attempt('ZOE@x.test', right)).toEqual({
      kind: 'wait',
      seconds: FAILURE_WINDOW_MS / 1_000 - FAILURES_MAX,
    })
    expect(await accounts.signIns.attempt('ana@x.test', right)).toEqual({ kind: 'done', value: 'yes' })
    nowMs += FAILURE_WINDOW_MS - FAILURES_MAX * 1_000
    expect(await accounts.signIns.attempt('zoe@x.test', right)).toEqual({ kind: 'done', value: 'yes' })
  })

  it('[AC4] a restart forgives nobody', async () => {
    for (let i = 0; i < FAILURES_MAX; i++) await accounts.signIns.attempt('zoe@x.test', wrong)
    accounts = await open()
    expect(await accounts.signIns.attempt('zoe@x.test', right)).toMatchObject({ kind: 'wait' })
  })

  it('[AC4] many attempts at once get no more guesses than one after the other', async () => {
    const outcomes = await Promise.all(Array.from({ length: 40 }, () => accounts.signIns.attempt('zoe@x.test', wrong)))
    expect(outcomes.filter(({ kind }) => kind === 'done')).toHaveLength(FAILURES_MAX)
  })

  it('[AC4] a success clears the account, and what was no attempt is not counted', async () => {
    for (let i = 0; i < FAILURES_MAX - 1; i++) await accounts.signIns.attempt('zoe@x.test', wrong)
    await accounts.signIns.attempt('zoe@x.test', async () => ({ value: '', outcome: 'not_counted' }))
    await accounts.signIns.attempt('zoe@x.test', right)
    for (let i = 0; i < FAILURES_MAX; i++) await accounts.signIns.attempt('zoe@x.test', wrong)
    expect(await accounts.signIns.attempt('zoe@x.test', wrong)).toMatchObject({ kind: 'wait' })
  })

  it('[AC4] an attempt that breaks leaves the account usable', async () => {
    const broken = accounts.signIns.attempt('zoe@x.test', () => Promise.reject(new Error('the library broke')))
    await expect(broken).rejects.toThrow('the library broke')
    expect(await accounts.signIns.attempt('zoe@x.test', right)).toEqual({ kind: 'done', value: 'yes' })
  })
})
