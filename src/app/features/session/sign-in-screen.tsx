import { i18n } from '@lingui/core'
import { useEffect, useRef } from 'react'
import { hasBackgroundSync } from '../../../sync/background-sync.ts'
import { useLanguage } from '../../i18n/i18n.ts'
import { ClearedNote } from '../storage/cleared-note.tsx'
import type { Account, Scope } from './account.ts'
import { OtherLanguages } from './other-languages.tsx'
import { SignIn } from './sign-in.tsx'

interface SignInScreenProps {
  /** Somebody's data is on this device. */
  readonly isInUse: boolean
  /** It takes the focus over from the screen that has gone away. */
  readonly hasJustSignedOut: boolean
  readonly onEnter: (account: Account, scope: Scope) => Promise<void>
}

/** The whole screen of a device on which nobody is current. */
export function SignInScreen({ isInUse, hasJustSignedOut, onEnter }: SignInScreenProps) {
  // Drawn again in another language, not made anew: what was typed stays.
  useLanguage()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (hasJustSignedOut) heading.current?.focus({ preventScroll: true })
  }, [hasJustSignedOut])
  return (
    <main className="mx-auto flex min-h-dvh max-w-sm flex-col justify-center gap-6 p-6">
      <div>
        <img src="/icons/icon.svg" width="56" height="56" alt="" className="mb-3" />
        <h1 ref={heading} tabIndex={-1} className="text-32 font-semibold outline-none">
          {i18n.t('Satchel')}
        </h1>
        <p className="text-muted">
          {hasBackgroundSync()
            ? i18n.t('Enter records where there is no network. They send themselves when it is back.')
            : i18n.t('Enter records where there is no network. They are sent when it is back and Satchel is open.')}
        </p>
      </div>
      {!isInUse && <ClearedNote />}
      <SignIn onEnter={onEnter} />
      <OtherLanguages />
    </main>
  )
}
