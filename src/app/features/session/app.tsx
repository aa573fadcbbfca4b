import { CatchBoundary, RouterProvider } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { flushSync } from 'react-dom'
import type { Directory, DirectoryEntry } from '../../../db/directory.ts'
import { SatchelProvider } from '../../hooks/satchel-provider.tsx'
import type { OpenedDevice } from '../../open-device.ts'
import { InLanguage } from '../../i18n/in-language.tsx'
import { createAppRouter } from '../../router.tsx'
import { Broken } from './broken.tsx'
import { enter } from './account.ts'
import { isSignInExpected, rememberFirstScreen } from './first-screen.ts'
import { type Session, SessionContext } from './session-context.ts'
import type { SignInScreen } from './sign-in-screen.tsx'

interface AppProps {
  readonly directory: Directory
  /** @throws StorageUnavailable */
  readonly openDevice: (entry: DirectoryEntry) => Promise<OpenedDevice>
  /** What was found when the app began. */
  readonly found: Found
}

/** Whose data the app shows. */
export type Found =
  | {
      readonly kind: 'signedOut'
      readonly isInUse: boolean
      readonly hasJustSignedOut: boolean
      readonly Screen: typeof SignInScreen
    }
  | {
      readonly kind: 'open'
      readonly entry: DirectoryEntry
      readonly device: OpenedDevice
      readonly hasJustSignedIn: boolean
    }
  | { readonly kind: 'broken' }

/** Opens the known account's data without asking anybody. @throws if the sign-in page's code cannot be had */
export async function findCurrent(parts: Omit<AppProps, 'found'>): Promise<Found> {
  if (isSignInExpected()) void loadSignInScreen().catch(() => undefined)
  const found = await openCurrent(parts)
  return found.kind === 'signedOut' ? { ...found, Screen: await loadSignInScreen() } : found
}

async function openCurrent({ directory, openDevice }: Omit<AppProps, 'found'>) {
  try {
    const entry = await directory.current()
    if (!entry)
      return { kind: 'signedOut', isInUse: (await directory.list()).length > 0, hasJustSignedOut: false } as const
    return { kind: 'open', entry, device: await openDevice(entry), hasJustSignedIn: false } as const
  } catch {
    return { kind: 'broken' } as const
  }
}

/** What stands on the screen meanwhile, in index.html, is its head: nothing is drawn in between. */
async function loadSignInScreen(): Promise<typeof SignInScreen> {
  return (await import('./sign-in-screen.tsx')).SignInScreen
}

/** The known account's data, or the sign-in page. */
export function App({ directory, openDevice, found }: AppProps) {
  const [state, setState] = useState(found)
  useEffect(() => {
    if (state.kind !== 'broken') rememberFirstScreen(state.kind === 'open')
  }, [state.kind])
  /** Shows the next state before the device of the last one is closed: no screen reads from a closed device. */
  const show = (next: Found) => {
    flushSync(() => setState(next))
    if (state.kind === 'open') state.device.close()
  }
  const open = async (entry: DirectoryEntry, hasJustSignedIn: boolean) =>
    show({ kind: 'open', entry, device: await openDevice(entry), hasJustSignedIn })

  switch (state.kind) {
    case 'broken':
      return <Broken />
    case 'signedOut':
      return (
        <state.Screen
          isInUse={state.isInUse}
          hasJustSignedOut={state.hasJustSignedOut}
          onEnter={async (account, scope) => open(await enter(directory, account, scope), true)}
        />
      )
    case 'open': {
      const { entry, device, hasJustSignedIn } = state
      const session: Session = {
        entry,
        hasJustSignedIn,
        enter: async (account, scope) => {
          const next = await enter(directory, account, scope)
          if (next.userId === entry.userId && next.scope === entry.scope) await device.satchel.syncNow()
          else await open(next, true)
        },
        signOut: async () => {
          const Screen = await loadSignInScreen()
          await directory.leave()
          await router.navigate({ to: '/', replace: true })
          show({ kind: 'signedOut', isInUse: true, hasJustSignedOut: true, Screen })
          const { signOutOfServer } = await import('./session.ts')
          await signOutOfServer()
        },
      }
      return (
        <SessionContext value={session}>
          <CatchBoundary getResetKey={() => entry.userId} errorComponent={Broken}>
            <SatchelProvider key={`${entry.userId} ${entry.scope}`} satchel={device.satchel}>
              <InLanguage>
                <RouterProvider router={router} />
              </InLanguage>
            </SatchelProvider>
          </CatchBoundary>
        </SessionContext>
      )
    }
  }
}

const router = createAppRouter()

/** Fetches the code of the page that the address names. What could not be had is fetched again when it is shown. */
export function fetchPage(): void {
  void router.load().catch(() => undefined)
}
