import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createFakeSatchel, type FakeSatchel, pendingBuilding } from '../../testing/fake-satchel.ts'

/** The hints as after a start: they remember what happened since. */
async function givenShell(prepare: (satchel: FakeSatchel) => void = () => undefined) {
  vi.resetModules()
  const { renderApp } = await import('../../testing/render-app.tsx')
  const satchel = createFakeSatchel()
  prepare(satchel)
  renderApp(satchel, '/')
  await screen.findByRole('button', { name: /^(All synced|\d+ pending changes?)$/ })
  const { noteSave, watchInstallOffer } = await import('../hints/hints.ts')
  return { satchel, noteSave, watchInstallOffer }
}

function stubNavigator(part: object): void {
  for (const [name, value] of Object.entries(part))
    Object.defineProperty(navigator, name, { configurable: true, value })
}

beforeEach(() => {
  localStorage.clear()
  // The modules of each test are its own, the browser's cookies are not.
  document.cookie = 'satchel-kept=; max-age=0; path=/'
})
afterEach(() => {
  for (const name of ['storage', 'standalone', 'setAppBadge']) Reflect.deleteProperty(navigator, name)
})

describe('banners', () => {
  it('[UI69] on iOS the way to install has two steps, and says what does not follow, and where it is', async () => {
    stubNavigator({ standalone: false })
    const { satchel, noteSave } = await givenShell()
    expect(screen.queryByRole('complementary')).toBeNull()
    const before = document.activeElement
    act(noteSave)
    const banner = within(await screen.findByRole('complementary'))
    expect(banner.getAllByRole('listitem').map((item) => item.textContent?.trim())).toEqual([
      '1. Tap Share',
      '2. Choose Add to Home Screen.',
    ])
    expect(banner.getByText(/does not follow into the installed app/)).toBeTruthy()
    expect(document.activeElement).toBe(before)
    act(() => satchel.setPending([pendingBuilding(1, 'Mill')]))
    fireEvent.click(await banner.findByRole('button', { name: 'See what waits' }))
    expect(await screen.findByRole('region', { name: 'Pending changes' })).toBeTruthy()
    fireEvent.click(banner.getByRole('button', { name: 'Not now' }))
    await waitFor(() => expect(screen.queryByRole('complementary')).toBeNull())
  })

  it('[UI69] the wish to keep the storage comes after the first save, and its answer is told', async () => {
    const persist = vi.fn(() => Promise.resolve(true))
    stubNavigator({ storage: { persisted: () => Promise.resolve(false), persist } })
    const { noteSave } = await givenShell()
    expect(screen.queryByRole('complementary')).toBeNull()
    act(noteSave)
    const banner = within(await screen.findByRole('complementary'))
    expect(persist).not.toHaveBeenCalled()
    fireEvent.click(banner.getByRole('button', { name: 'Keep them' }))
    await waitFor(() => expect(screen.queryByRole('complementary')).toBeNull())
    expect(screen.getByRole('status').textContent).toBe('The browser has promised to keep it.')
  })

  it.each(['Not now', 'Keep them'])(
    '[UI69] the wish to keep the storage that was answered with %s does not come back after another start',
    async (answer) => {
      // It does not promise it, and would be asked for ever.
      const storage = { persisted: () => Promise.resolve(false), persist: () => Promise.resolve(false) }
      stubNavigator({ storage })
      const first = await givenShell()
      act(first.noteSave)
      fireEvent.click(within(await screen.findByRole('complementary')).getByRole('button', { name: answer }))
      await waitFor(() => expect(screen.queryByRole('complementary')).toBeNull())
      const asked = vi.spyOn(storage, 'persisted')
      const again = await givenShell()
      act(again.noteSave)
      await act(async () => void (await asked.mock.results[0]?.value))
      expect(asked).toHaveBeenCalled()
      expect(screen.queryByRole('complementary')).toBeNull()
    },
  )

  it('[UI69] [UI27] after one hint was put off the next comes with the next save, not in its place', async () => {
    const persisted = vi.fn(() => Promise.resolve(false))
    stubNavigator({ standalone: false, storage: { persisted, persist: () => Promise.resolve(true) } })
    const { noteSave } = await givenShell()
    act(noteSave)
    await act(async () => void (await persisted.mock.results[0]?.value))
    const notNow = within(await screen.findByRole('complementary')).getByRole('button', { name: 'Not now' })
    notNow.focus()
    fireEvent.click(notNow)
    await waitFor(() => expect(screen.queryByRole('complementary')).toBeNull())
    expect(document.activeElement).toBe(screen.getByRole('heading', { level: 1 }))
    act(noteSave)
    expect(within(await screen.findByRole('complementary')).getByRole('button', { name: 'Keep them' })).toBeTruthy()
  })

  it('[UI69] where the browser offers to install, a button does it', async () => {
    const { noteSave, watchInstallOffer } = await givenShell()
    watchInstallOffer()
    const prompt = vi.fn(() => Promise.resolve())
    act(() => void window.dispatchEvent(Object.assign(new Event('beforeinstallprompt'), { prompt })))
    expect(screen.queryByRole('complementary')).toBeNull()
    act(noteSave)
    fireEvent.click(within(await screen.findByRole('complementary')).getByRole('button', { name: 'Install' }))
    expect(prompt).toHaveBeenCalledOnce()
    act(() => void window.dispatchEvent(new Event('appinstalled')))
    await waitFor(() => expect(screen.queryByRole('complementary')).toBeNull())
  })

  it('[UI68] the first sync shows how far it is', async () => {
    const { satchel } = await givenShell((given) => given.setState({ progress: { received: 500, rows: 2_000 } }))
    const bar = await screen.findByRole('progressbar', { name: /Getting your records for the first time/ })
    expect(bar).toMatchObject({ value: 500, max: 2_000 })
    expect(screen.getByText('500 of 2,000')).toBeTruthy()
    act(() => satchel.setState({ progress: { received: 2_000, rows: 2_000 } }))
    expect(await screen.findByText('2,000 of 2,000')).toBeTruthy()
  })

  it('[UI71] the app’s icon shows how many records are not on the server', async () => {
    const counts: number[] = []
    stubNavigator({ setAppBadge: async (count: number) => void counts.push(count) })
    const { satchel } = await givenShell()
    expect(counts).toEqual([0])
    act(() =>
      satchel.setPending([
        pendingBuilding(1, 'Mill'),
        pendingBuilding(2, 'Barn', { group: 'review', state: 'parked' }),
        pendingBuilding(3, 'Shed', { group: 'refused', state: 'parked' }),
      ]),
    )
    await waitFor(() => expect(counts.at(-1)).toBe(3))
  })

  it('[UI71] [SW7] where there is a worker, it is told to count: it knows all who have data here', async () => {
    const counts: number[] = []
    const told: unknown[] = []
    const controller = { postMessage: (message: unknown) => void told.push(message) }
    stubNavigator({ setAppBadge: async (count: number) => void counts.push(count), serviceWorker: { controller } })
    const { satchel } = await givenShell()
    act(() => satchel.setPending([pendingBuilding(1, 'Mill')]))
    await waitFor(() => expect(told).toEqual([{ type: 'SHOW_WAITING' }, { type: 'SHOW_WAITING' }]))
    expect(counts).toEqual([])
  })
})
