import { i18n } from '@lingui/core'
import { useState } from 'react'
import { useSync } from '../../hooks/use-sync.tsx'
import { Button } from '../../ui/button.tsx'
import { useSession } from '../session/session-context.ts'
import { Facts } from './facts.tsx'
import { SignOutDialog } from './sign-out-dialog.tsx'

/** Whose data this is, and the way out. */
export function AccountSection() {
  const { entry, signOut } = useSession()
  const { pending } = useSync()
  const [asking, setAsking] = useState(false)
  return (
    <>
      <Facts
        facts={[
          [i18n.t('Signed in as'), `${entry.name} (${entry.email})`],
          [i18n.t('Workspace'), entry.scopeName],
        ]}
      />
      <Button className="self-start" onClick={() => (pending > 0 ? setAsking(true) : void signOut())}>
        {i18n.t('Sign out')}
      </Button>
      {asking && <SignOutDialog pending={pending} onClose={() => setAsking(false)} />}
    </>
  )
}
