import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signIn, startTestServer, type TestClient, type TestServer } from '../server/http/testing/test-server.ts'
import { createDevice, type Device } from '../src/sync/testing/device.ts'
import { drainAll } from '../src/sync/testing/drains.ts'
import { createVirtualTime } from '../src/sync/testing/virtual-time.ts'

let server: TestServer
let ana: TestClient
let ben: TestClient
let signedIn: TestClient | undefined
// One for all devices: their ids are counted by it.
const time = createVirtualTime()

beforeAll(async () => {
  server = await startTestServer()
  ana = await signIn(server.url, 'ana@demo.test')
  ben = await signIn(server.url, 'ben@demo.test')
})
afterAll(() => server.stop())

const withCookie: typeof fetch = (input, init) => {
  if (!signedIn) return Promise.reject(new TypeError('offline'))
  const headers = new Headers(init?.headers)
  headers.set('cookie', signedIn.cookie)
  return fetch(input, { ...init, headers })
}

/** @param person absent: a build that did not say whose device it is */
async function deviceOf(person?: TestClient): Promise<Device> {
  const userId = person && ((await person.get('/api/auth/get-session')).json.user.id as string)
  return createDevice({ time, fetch: withCookie, baseUrl: server.url, ...(userId !== undefined && { userId }) })
}

const historyOf = async (id: string) =>
  (await ana.get(`/api/history?scope=demo&model=buildings&id=${id}`)).json.data as unknown[]

describe('Ana works without network, and Ben signs in on her device', () => {
  it.each(['synced before', 'never synced'])(
    '[F31] a device that was %s sends nothing of hers as his, and all of it under her name when she is back',
    async (before) => {
      const device = await deviceOf(ana)
      if (before === 'synced before') {
        signedIn = ana
        await drainAll(device)
      }
      const id = `f31-${before.replace(' ', '-')}`
      signedIn = undefined
      await device.create(id, { name: `Written by Ana, ${before}` })
      await device.engine.drain('saved')

      signedIn = ben
      const his = await deviceOf(ben)
      await his.create(`${id}-ben`, { name: `Written by Ben, ${before}` })
      expect(await drainAll(his)).toMatchObject({ end: { kind: 'done' } })
      const mirror = await device.see('b1')
      expect((await device.engine.drain('online')).end).toEqual({ kind: 'paused', why: 'otherUsersDevice' })
      expect((await device.engine.drain('asked')).end).toEqual({ kind: 'paused', why: 'otherUsersDevice' })
      expect([await device.see('b1'), (await device.entries()).length]).toEqual([mirror, 1])
      expect(await historyOf(id)).toEqual([])

      signedIn = ana
      expect(await device.engine.drain('signedIn')).toMatchObject({ answered: 1, end: { kind: 'done' } })
      expect(await historyOf(id)).toMatchObject([{ updated_by: 'Ana' }])
      expect(await historyOf(`${id}-ben`)).toMatchObject([{ updated_by: 'Ben' }])
    },
  )

  it('[F31] [CY13] once bound, a device is refused in his session even where it does not say whose it is', async () => {
    const device = await deviceOf()
    signedIn = ana
    await drainAll(device)
    await device.create('f31-silent', { name: 'Written by Ana, silently' })
    signedIn = ben
    expect((await device.engine.drain('saved')).end).toEqual({ kind: 'paused', why: 'otherUsersDevice' })
    expect(await historyOf('f31-silent')).toEqual([])
    signedIn = ana
    await device.engine.drain('signedIn')
    expect(await historyOf('f31-silent')).toMatchObject([{ updated_by: 'Ana' }])
  })

  it('[F31] [CY13] [F3] a device that must take a new id is bound again before it sends', async () => {
    const device = await deviceOf(ana)
    signedIn = ana
    await drainAll(device)
    const clone = await device.meta()
    await device.create('f31-first', { name: 'Sent under the first id' })
    await drainAll(device)
    await device.changeMeta({ nextMutationId: clone.nextMutationId })
    await device.create('f31-second', { name: 'Sent under another' })
    await drainAll(device)
    const { deviceId, isBound } = await device.meta()
    expect([deviceId === clone.deviceId, isBound]).toEqual([false, true])
    expect(await historyOf('f31-second')).toMatchObject([{ updated_by: 'Ana' }])
  })

  it('[F31] [CY16] he signs in between the question whose device it is and its answer: it is bound to her in the end', async () => {
    signedIn = ana
    const { user } = (await ana.get('/api/auth/get-session')).json
    let switchOnce = true
    const device = await createDevice({
      time,
      baseUrl: server.url,
      userId: user.id as string,
      fetch: (input, init) => {
        if (init?.method === 'POST' && switchOnce) {
          signedIn = ben
          switchOnce = false
        }
        return withCookie(input, init)
      },
    })
    const { deviceId } = await device.meta()
    await device.create('f31-between', { name: 'Written by Ana, between' })
    expect((await device.engine.drain('saved')).end).toEqual({ kind: 'paused', why: 'otherUsersDevice' })
    signedIn = ana
    await drainAll(device)
    expect(await historyOf('f31-between')).toMatchObject([{ updated_by: 'Ana' }])
    expect((await device.meta()).deviceId).not.toBe(deviceId)
  })
})
