import { i18n } from '@lingui/core'
import { RouterProvider } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useEffectEvent, useState } from 'react'
import type { Directory, DirectoryEntry } from '../../../db/directory.ts'
import { SatchelProvider } from '../../hooks/satchel-provider.tsx'
import type { OpenedDevice } from '../../open-device.ts'
import { createAppRouter } from '../../router.tsx'
import { enter, signOutOfServer } from './session.ts'
import { SessionContext } from './session-context.ts'

interface AppProps {
  readonly directory: Directory
  /** @throws StorageUnavailable */
  readonly openDevice: (entry: DirectoryEntry) => Promise<OpenedDevice>
}

type State =
  | { readonly kind: 'starting' }
  | { readonly kind: 'signedOut' }
  | { readonly kind: 'open'; readonly entry: DirectoryEntry; readonly device: OpenedDevice }
  | { readonly kind: 'broken' }

/** The known account's data, opened without asking anybody; or the sign-in page. */
export function App({ directory, openDevice }: AppProps) {
  const [state, setState] = useState<State>({ kind: 'starting' })
  const open = async (entry: DirectoryEntry) => {
    const device = await openDevice(entry)
    setState((before) => {
      if (before.kind === 'open') before.device.close()
      return { kind: 'open', entry, device }
    })
  }
  const start = useEffectEvent(async (): Promise<void> => {
    const entry = await directory.current()
    if (entry) await open(entry)
    else setState({ kind: 'signedOut' })
  })
  useEffect(() => void start().catch(() => setState({ kind: 'broken' })), [])

  if (state.kind === 'starting') return <FirstPaint />
  if (state.kind === 'broken') return <Broken />
  if (state.kind === 'signedOut') {
    return (
      <Suspense fallback={<FirstPaint />}>
        <SignInScreen onEnter={async (account, scope) => open(await enter(directory, account, scope))} />
      </Suspense>
    )
  }
  const { entry, device } = state
  const session = {
    entry,
    enter: async (account: Parameters<typeof enter>[1], scope: Parameters<typeof enter>[2]) => {
      const next = await enter(directory, account, scope)
      if (next.userId === entry.userId && next.scope === entry.scope) await device.satchel.syncNow()
      else await open(next)
    },
    signOut: async () => {
      await directory.leave()
      device.close()
      setState({ kind: 'signedOut' })
      await signOutOfServer()
    },
  }
  return (
    <SessionContext value={session}>
      <SatchelProvider key={`${entry.userId} ${entry.scope}`} satchel={device.satchel}>
        <RouterProvider router={router} />
      </SatchelProvider>
    </SessionContext>
  )
}

const router = createAppRouter()

const SignInScreen = lazy(async () => ({ default: (await import('./sign-in-screen.tsx')).SignInScreen }))

/** What index.html shows already: nothing jumps. */
function FirstPaint() {
  return (
    <header className="first-paint">
      <img src="/icons/icon.svg" width="28" height="28" alt="" />
      <span>{i18n.t('Satchel')}</span>
    </header>
  )
}

function Broken() {
  return (
    <main className="mx-auto max-w-md p-6">
      <h1 className="mb-2 text-20 font-semibold">{i18n.t('Satchel cannot open its storage')}</h1>
      <p>
        {i18n.t(
          'This browser gives it none. What was saved before is still there. Leave private mode, free some space or close other tabs of Satchel, then reload.',
        )}
      </p>
    </main>
  )
}
