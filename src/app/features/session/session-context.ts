import { createContext, useContext } from 'react'
import type { DirectoryEntry } from '../../../db/directory.ts'
import type { Account, Scope } from './account.ts'

/** Who uses the app on this device, and how that ends. */
export interface Session {
  readonly entry: DirectoryEntry
  /** The person has just signed in: the sign-in screen went away with the focus, which the first screen takes over. */
  readonly hasJustSignedIn: boolean
  /** Another account, another workspace, or the same one again after its session had ended. */
  readonly enter: (account: Account, scope: Scope) => Promise<void>
  /** What waits stays on the device: ask before. */
  readonly signOut: () => Promise<void>
}

export const SessionContext = createContext<Session | undefined>(undefined)

/** @throws Error where nobody is signed in */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useSession: nobody is signed in here')
  return session
}
