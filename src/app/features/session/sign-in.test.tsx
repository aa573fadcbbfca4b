import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { PROTOCOL_HEADER, PROTOCOL_VERSION } from '../../../../contract/wire/protocol.ts'
import { StorageUnavailable } from '../../../sync/errors.ts'
import { activateLanguage } from '../../i18n/i18n.ts'
import { SignIn } from './sign-in.tsx'
import { SignInScreen } from './sign-in-screen.tsx'

const ours = { [PROTOCOL_HEADER]: PROTOCOL_VERSION }
const user = { id: 'u1', name: 'Ana', email: 'ana@demo.test', emailVerified: true }
const server = setupServer()

function answer(path: string, body: object, init: { status?: number; headers?: Record<string, string> } = {}) {
  const resolver = () => HttpResponse.json(body, { status: init.status ?? 200, headers: { ...ours, ...init.headers } })
  server.use(http.all(`*${path}`, resolver))
}

function signInAs(email: string) {
  const onEnter = vi.fn(async () => undefined)
  render(<SignIn onEnter={onEnter} />)
  fireEvent.change(screen.getByLabelText('Email'), { target: { value: email } })
  fireEvent.change(screen.getByLabelText('Password'), { target: { value: 'satchel-demo' } })
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }))
  return onEnter
}

describe('signing in', () => {
  beforeAll(() => {
    activateLanguage()
    server.listen({ onUnhandledRequest: 'error' })
  })
  afterEach(() => {
    server.resetHandlers()
    cleanup()
  })
  afterAll(() => server.close())

  it('[UI25] enters the account’s only workspace without a question', async () => {
    answer('/api/auth/sign-in/email', { token: 't', user })
    answer('/api/auth/organization/list', [{ id: 'demo', name: 'Demo', slug: 'demo' }])
    const onEnter = signInAs('ana@demo.test')
    const account = { userId: 'u1', name: 'Ana', email: 'ana@demo.test' }
    await waitFor(() => expect(onEnter).toHaveBeenCalledWith(account, { id: 'demo', name: 'Demo' }))
  })

  it('[UI25] [UI27] lets the person choose among several, and gives the question the focus', async () => {
    answer('/api/auth/sign-in/email', { user })
    answer('/api/auth/organization/list', [
      { id: 'north', name: 'North' },
      { id: 'south', name: 'South' },
    ])
    const onEnter = signInAs('ana@demo.test')
    const heading = await screen.findByRole('heading', { name: 'Choose a workspace' })
    await waitFor(() => expect(document.activeElement).toBe(heading))
    fireEvent.click(screen.getByRole('button', { name: 'South' }))
    await waitFor(() => expect(onEnter).toHaveBeenCalledWith(expect.anything(), { id: 'south', name: 'South' }))
  })

  it('[UI27] has the focus only after signing out, and then in its heading', () => {
    const screenOf = (hasJustSignedOut: boolean) => (
      <SignInScreen isInUse hasJustSignedOut={hasJustSignedOut} onEnter={async () => undefined} />
    )
    render(screenOf(false))
    expect(document.activeElement).toBe(document.body)
    cleanup()
    render(screenOf(true))
    expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Satchel' }))
  })

  it.each([
    [401, 'UNAUTHENTICATED', {}, 'E-mail or password is wrong.'],
    [429, 'RATE_LIMITED', { 'retry-after': '540' }, 'Too many attempts. Try again in 9 minutes.'],
    [503, 'UNAVAILABLE', {}, 'The server has a problem (UNAVAILABLE). Try again in a moment.'],
  ])('[UI25] says in words what %i %s means', async (status, code, headers, text) => {
    answer('/api/auth/sign-in/email', { error: { code, message: 'secret text' } }, { status, headers })
    const onEnter = signInAs('ana@demo.test')
    expect((await screen.findByRole('alert')).textContent).toBe(text)
    expect(onEnter).not.toHaveBeenCalled()
  })

  it('[UI25] [F29] says that the browser gives no storage, and enters nothing', async () => {
    answer('/api/auth/sign-in/email', { user })
    answer('/api/auth/organization/list', [{ id: 'demo', name: 'Demo' }])
    signInAs('ana@demo.test').mockRejectedValue(new StorageUnavailable('SecurityError'))
    expect((await screen.findByRole('alert')).textContent).toContain('This browser gives Satchel no storage.')
    expect(screen.getByRole('button', { name: 'Sign in' })).toBeDefined()
  })

  it('[UI25] takes a captive portal for no server at all', async () => {
    server.use(http.all('*/api/auth/sign-in/email', () => HttpResponse.html('<h1>Pay for the Wi-Fi</h1>')))
    signInAs('ana@demo.test')
    expect((await screen.findByRole('alert')).textContent).toContain('The server cannot be reached.')
  })
})
