import { act, fireEvent, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createFakeSatchel } from '../../testing/fake-satchel.ts'

/** A browser's side of an update: a worker that waits, and one that controls the page. */
function givenBrowser({ isWaiting }: { isWaiting: boolean }) {
  const worker = { state: 'installed', postMessage: vi.fn(), addEventListener: () => undefined }
  const registration = Object.assign(new EventTarget(), {
    waiting: isWaiting ? worker : null,
    installing: null,
    update: async () => undefined,
  })
  const container = Object.assign(new EventTarget(), {
    controller: { postMessage: () => undefined },
    register: async () => registration,
    getRegistration: async () => registration,
  })
  Object.defineProperty(navigator, 'serviceWorker', { configurable: true, value: container })
  const reload = vi.fn()
  vi.stubGlobal('location', { ...location, reload })
  const takesOver = () => act(() => container.dispatchEvent(new Event('controllerchange')))
  return { worker, reload, takesOver }
}

/** The app as a browser runs it, built; what it knows of an update is forgotten. */
async function givenApp() {
  vi.resetModules()
  vi.stubEnv('PROD', true)
  const { renderApp } = await import('../../testing/render-app.tsx')
  const { registerWorker } = await import('./service-worker.ts')
  renderApp(createFakeSatchel(), '/')
  await screen.findByRole('button', { name: 'All synced' })
  await act(async () => registerWorker())
}

const updateButton = async () =>
  within(await screen.findByRole('complementary')).getByRole('button', { name: 'Update' })

beforeEach(() => localStorage.clear())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
  Reflect.deleteProperty(navigator, 'serviceWorker')
})

describe('an update', () => {
  it('[UI70] [SW3] is applied when the person says so: the page loads again once the new worker has taken over', async () => {
    const { worker, reload, takesOver } = givenBrowser({ isWaiting: true })
    await givenApp()
    expect(worker.postMessage).not.toHaveBeenCalled()
    fireEvent.click(await updateButton())
    expect(worker.postMessage).toHaveBeenCalledWith({ type: 'SKIP_WAITING' })
    expect(reload).not.toHaveBeenCalled()
    takesOver()
    expect(reload).toHaveBeenCalled()
  })

  it('[UI70] [SW3] where nothing says that it has taken over (iOS), the page loads again by itself after 2 s', async () => {
    const { reload } = givenBrowser({ isWaiting: true })
    await givenApp()
    const button = await updateButton()
    vi.useFakeTimers()
    fireEvent.click(button)
    vi.advanceTimersByTime(1_999)
    expect(reload).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(reload).toHaveBeenCalledOnce()
  })

  it('[UI70] that another tab has applied is told here, and comes when the person says so', async () => {
    const { worker, reload, takesOver } = givenBrowser({ isWaiting: false })
    await givenApp()
    expect(screen.queryByRole('complementary')).toBeNull()
    takesOver()
    const button = await updateButton()
    expect(reload).not.toHaveBeenCalled()
    fireEvent.click(button)
    expect(reload).toHaveBeenCalledOnce()
    expect(worker.postMessage).not.toHaveBeenCalled()
  })
})
