import { afterEach, expect, it, vi } from 'vitest'
import { callApi } from './features/session/api.ts'
import * as v from 'valibot'
import { setWorksOffline, whileOnline } from './offline-wish.ts'

afterEach(() => {
  setWorksOffline(false)
  vi.unstubAllGlobals()
})

it('[UI60] the live stream ends when the person works offline, begins again after, and ends for good', () => {
  const said: string[] = []
  const end = whileOnline(() => {
    said.push('begun')
    return () => said.push('ended')
  })
  setWorksOffline(true)
  setWorksOffline(true)
  setWorksOffline(false)
  end()
  setWorksOffline(true)
  setWorksOffline(false)
  expect(said).toEqual(['begun', 'ended', 'begun', 'ended'])
})

it('[UI60] opened while the person works offline, it waits', () => {
  setWorksOffline(true)
  const start = vi.fn(() => () => undefined)
  const end = whileOnline(start)
  expect(start).not.toHaveBeenCalled()
  setWorksOffline(false)
  expect(start).toHaveBeenCalledOnce()
  end()
})

it('[UI60] no screen asks the server either, except for what the person does to sign in', async () => {
  const fetched = vi.fn(() => Promise.reject(new TypeError('no network')))
  vi.stubGlobal('fetch', fetched)
  setWorksOffline(true)
  expect(await callApi('/api/history', v.unknown())).toMatchObject({ kind: 'unreachable' })
  expect(fetched).not.toHaveBeenCalled()
  await callApi('/api/auth/sign-in/email', v.unknown(), {})
  expect(fetched).toHaveBeenCalledOnce()
})
