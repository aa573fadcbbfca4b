import { createMemoryHistory, RouterProvider } from '@tanstack/react-router'
import { cleanup, configure, render } from '@testing-library/react'
import { afterEach } from 'vitest'
import { SessionContext } from '../features/session/session-context.ts'
import { hush } from '../features/shell/announcements.ts'
import { SatchelProvider } from '../hooks/satchel-provider.tsx'
import { putMark, setLost } from '../features/storage/storage-mark.ts'
import { activateLanguage } from '../i18n/i18n.ts'
import { InLanguage } from '../i18n/in-language.tsx'
// Loaded lazily by the app; here at once, so that no test waits for a module.
import '../features/conflict/conflict-dialog.tsx'
import '../features/pending/pending-region.tsx'
import '../routes/list-page.tsx'
import '../routes/new-record-page.tsx'
import '../routes/record-page.tsx'
import '../routes/settings-page.tsx'
import { createAppRouter } from '../router.tsx'
import type { FakeSatchel } from './fake-satchel.ts'

// A limit for what never comes; a busy machine may take a while.
configure({ asyncUtilTimeout: 10_000 })
// Nothing may still render when the test's window is gone.
afterEach(() => {
  cleanup()
  putMark(undefined)
  setLost(undefined)
})

interface RenderedApp {
  readonly addressNow: () => string
  /** As the app itself does where another search is not another place. */
  readonly replaceAddress: (address: string) => void
}

/** Shows the whole app at an address, over a fake's data. @returns where it is */
export function renderApp(satchel: FakeSatchel, address: string): RenderedApp {
  cleanup()
  hush()
  activateLanguage()
  standInForJsdom()
  const router = createAppRouter(createMemoryHistory({ initialEntries: [address] }))
  const session = {
    entry: { userId: 'ana', name: 'Ana', email: 'ana@demo.test', scope: 'demo', scopeName: 'Demo', lastUsedAt: 0 },
    hasJustSignedIn: false,
    enter: async () => undefined,
    signOut: async () => undefined,
  }
  render(
    <SessionContext value={session}>
      <SatchelProvider satchel={satchel}>
        <InLanguage>
          <RouterProvider router={router} />
        </InLanguage>
      </SatchelProvider>
    </SessionContext>,
  )
  return {
    addressNow: () => router.state.location.href,
    replaceAddress: (next) => router.history.replace(next),
  }
}

/** jsdom has no layout, so a virtual list would show no rows; nor does it open dialogs. */
function standInForJsdom(): void {
  const element = HTMLElement.prototype
  Object.defineProperty(element, 'clientHeight', { configurable: true, value: 720 })
  Object.defineProperty(element, 'clientWidth', { configurable: true, value: 390 })
  window.ResizeObserver ??= class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  }
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true
  }
  HTMLDialogElement.prototype.close = function close() {
    this.open = false
  }
  window.scrollTo = () => undefined
}
