import { expect, it } from 'vitest'
import { createHttpTransport } from './http-transport.ts'
import type { Batch } from '../ports.ts'
import { createVirtualTime } from '../testing/virtual-time.ts'

// A push without changes tells the server whose device it is.
const BATCH = { deviceId: 'd1', ackedThrough: 0, sentAt: 'now', bodies: [] }
const HEADERS = { 'x-satchel-protocol': '1', 'content-type': 'application/json' }

/** Binds Ana's device. @param sessions who is signed in, call by call @param status of the push */
async function bind(sessions: (string | null)[], status = 200, batch: Batch = BATCH) {
  const calls: string[] = []
  const json = (value: unknown, code = 200) => new Response(JSON.stringify(value), { status: code, headers: HEADERS })
  const transport = createHttpTransport({
    ...createVirtualTime(),
    baseUrl: 'http://satchel.test',
    scope: 'demo',
    userId: 'ana',
    fetch: async (input) => {
      const call = String(input).split('/').at(-1) ?? ''
      calls.push(call)
      if (call === 'push' && status === 200) return json({ epoch: 'e1', mark: 'e1.4.y', schema: 1, results: [] })
      if (call === 'push') return json({ error: { code: 'OTHER_USERS_DEVICE', message: '' } }, status)
      const id = sessions.shift() ?? null
      return json(id === null ? null : { user: { id } })
    },
  })
  return { outcome: await transport.push(batch, new AbortController().signal), calls }
}

it.each([
  ['her own', ['ana', 'ana'], { kind: 'answer' }, ['get-session', 'push', 'get-session']],
  ['his', ['ben'], { kind: 'problem', code: 'OTHER_USERS_DEVICE' }, ['get-session']],
  ['nobody’s', [null], { kind: 'problem', code: 'UNAUTHENTICATED' }, ['get-session']],
])('[F31] the push that binds her device is made in %s session: %j', async (_, sessions, outcome, calls) => {
  expect(await bind(sessions)).toMatchObject({ outcome, calls })
})

it.each([
  ['somebody else signed in before it', ['ana', 'ben'], 200, 'OTHER_USERS_DEVICE'],
  ['it is her session, but not her id', ['ana', 'ana'], 403, 'DEVICE_ID_TAKEN'],
  ['it is not her session any more', ['ana', 'ben'], 403, 'OTHER_USERS_DEVICE'],
])('[F31] [CY16] the push that binds her device, when %s', async (_, sessions, status, code) => {
  expect((await bind(sessions, status)).outcome).toMatchObject({ kind: 'problem', code })
})

const CHANGE: Batch = { ...BATCH, bodies: ['{}'] }

it.each([
  ['known to the server', CHANGE, ['ben'], ['push']],
  ['that it may have forgotten', { ...CHANGE, isUnproven: true as const }, ['ana'], ['get-session', 'push']],
  [
    'that it may have forgotten, while he is signed in',
    { ...CHANGE, isUnproven: true as const },
    ['ben'],
    ['get-session'],
  ],
])('[F31] [F44] [CY19] a change of her device, %s', async (_, batch, sessions, calls) => {
  expect((await bind(sessions, 200, batch)).calls).toEqual(calls)
})
