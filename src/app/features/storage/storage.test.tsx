import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createFakeSatchel, pendingBuilding } from '../../testing/fake-satchel.ts'
import { renderApp } from '../../testing/render-app.tsx'
import { activateLanguage } from '../../i18n/i18n.ts'
import { SignInScreen } from '../session/sign-in-screen.tsx'
import { putMark, readMark, setLost } from './storage-mark.ts'

afterEach(() => {
  putMark(undefined)
  setLost(undefined)
  vi.unstubAllGlobals()
})

const lastSuccessMs = Date.UTC(2026, 10, 20)

describe('a storage that the browser has cleared', () => {
  it('[UI110] [F26] is told with how many records had not been sent, until the person has read it', async () => {
    putMark({ owner: 'ana demo', unsent: 2 })
    const satchel = createFakeSatchel()
    renderApp(satchel, '/')
    const banner = within(await screen.findByRole('complementary'))
    expect(
      banner.getByText(/has cleared what Satchel had stored here.*2 records were not on the server yet/),
    ).toBeTruthy()
    // The first sync is over, and the page may be loaded again before anybody has read it.
    act(() => satchel.setState({ lastSuccessMs }))
    await screen.findByText(/^Synced/)
    expect(readMark()).toEqual({ owner: 'ana demo', unsent: 2 })
    fireEvent.click(banner.getByRole('button', { name: 'I understand' }))
    await waitFor(() => expect(screen.queryByRole('complementary')).toBeNull())
    expect(readMark()).toEqual({ owner: 'ana demo', unsent: 0 })
  })

  it('[UI110] [F26] is not mistaken for a new device: of another person, or of one that has synced', async () => {
    putMark({ owner: 'ben demo', unsent: 2 })
    renderApp(createFakeSatchel(), '/')
    await screen.findByText('Not synced yet')
    expect(screen.queryByRole('complementary')).toBeNull()
    putMark({ owner: 'ana elsewhere', unsent: 2 })
    renderApp(createFakeSatchel(), '/')
    await screen.findByText('Not synced yet')
    expect(screen.queryByRole('complementary')).toBeNull()
    putMark({ owner: 'ana demo', unsent: 2 })
    const synced = createFakeSatchel()
    synced.setState({ lastSuccessMs })
    renderApp(synced, '/')
    await screen.findByText(/^Synced/)
    expect(screen.queryByRole('complementary')).toBeNull()
  })

  it('[UI110] [F26] is known by a cookie that follows what waits', async () => {
    const satchel = createFakeSatchel()
    satchel.setState({ lastSuccessMs })
    renderApp(satchel, '/')
    await waitFor(() => expect(readMark()).toEqual({ owner: 'ana demo', unsent: 0 }))
    act(() => satchel.setPending([pendingBuilding(1, 'Mill'), pendingBuilding(2, 'Barn')]))
    await waitFor(() => expect(readMark()).toEqual({ owner: 'ana demo', unsent: 2 }))
    act(() => {
      satchel.setPending([])
      satchel.setState({ lastSuccessMs: undefined } as never)
    })
    // A device on which nothing could be missed leaves no mark.
    await waitFor(() => expect(readMark()).toBeUndefined())
  })
})

describe('the sign-in page', () => {
  const given = (isInUse: boolean, session: object | null) => {
    const headers = { 'x-satchel-protocol': '1', 'content-type': 'application/json' }
    const calls: string[] = []
    vi.stubGlobal('fetch', async (path: string) => {
      calls.push(path)
      return new Response(JSON.stringify(session), { headers })
    })
    activateLanguage()
    render(<SignInScreen isInUse={isInUse} hasJustSignedOut={false} onEnter={async () => undefined} />)
    return calls
  }

  it('[UI110] [F26] says that the storage was cleared, and what had not been sent', async () => {
    putMark({ owner: 'ana demo', unsent: 1 })
    const calls = given(false, null)
    expect((await screen.findByRole('status')).textContent).toMatch(/has cleared.*1 record was not on the server yet/)
    expect(calls).toEqual([])
  })

  it('[UI110] [F26] where scripts’ cookies are forgotten too, a session that is left tells; it does not claim to know', async () => {
    given(false, { user: { id: 'ana' } })
    expect((await screen.findByRole('status')).textContent).toMatch(/^Nothing is stored here.*If you have used/)
  })

  it('[UI110] [F26] is silent on a new device, and on one that holds somebody’s data', async () => {
    const calls = given(false, null)
    await waitFor(() => expect(calls).toEqual(['/api/auth/get-session']))
    expect(screen.queryByRole('status')).toBeNull()
    putMark({ owner: 'ana demo', unsent: 1 })
    given(true, { user: { id: 'ana' } })
    expect(screen.queryByRole('status')).toBeNull()
  })
})

describe('what is only on this device', () => {
  it('[UI111] [F26] is told in Settings with its age', async () => {
    const satchel = createFakeSatchel()
    renderApp(satchel, '/settings')
    expect((await screen.findByText('Only on this device')).nextSibling?.textContent).toBe('Nothing')
    act(() => satchel.setPending([pendingBuilding(1, 'Mill'), pendingBuilding(2, 'Barn')]))
    expect(await screen.findByText(/^2 records, the oldest since Nov 20, 2026/)).toBeTruthy()
  })

  it('[UI111] [F26] after a day the region asks for a copy', async () => {
    const satchel = createFakeSatchel()
    const editedAt = new Date().toISOString()
    satchel.setPending([pendingBuilding(1, 'Mill', { editedAt })])
    renderApp(satchel, '/')
    fireEvent.click(await screen.findByRole('button', { name: '1 pending change' }))
    await screen.findByRole('listitem', { name: 'Mill update Building' })
    expect(screen.queryByText(/only on this device since/)).toBeNull()
    act(() => satchel.setPending([pendingBuilding(1, 'Mill', { editedAt }), pendingBuilding(2, 'Barn')]))
    expect(await screen.findByText(/^Some of this has been only on this device since Nov 20, 2026/)).toBeTruthy()
  })
})
