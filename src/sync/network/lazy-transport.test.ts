import { expect, it } from 'vitest'
import { lazyTransport } from './lazy-transport.ts'
import type { Outcome, Transport } from '../ports.ts'

const { signal } = new AbortController()
const HEALTHY = { kind: 'answer', value: { ok: true } } as unknown as Outcome<never>
const nothing = (): Promise<Outcome<never>> => Promise.resolve(HEALTHY)
const transport: Transport = { health: nothing, push: nothing, pull: nothing, snapshot: nothing, live: nothing }

it('[EN28] the code of the transport is fetched once, by the first call', async () => {
  let loads = 0
  const lazy = lazyTransport(() => {
    loads++
    return Promise.resolve(transport)
  })
  expect(loads).toBe(0)
  const answers = [lazy.health(signal), lazy.pull({ since: 'c' }, signal), lazy.live(() => undefined, signal)]
  expect(await Promise.all(answers)).toEqual([HEALTHY, HEALTHY, HEALTHY])
  expect(loads).toBe(1)
})

it('[EN28] code that cannot be had is a server that cannot be reached; the next call fetches it again', async () => {
  let isThere = false
  const lazy = lazyTransport(() => (isThere ? Promise.resolve(transport) : Promise.reject(new Error('no such file'))))
  expect(await lazy.health(signal)).toEqual({ kind: 'unreachable', message: 'Error: no such file', timedOut: false })
  isThere = true
  expect(await lazy.health(signal)).toEqual(HEALTHY)
})
