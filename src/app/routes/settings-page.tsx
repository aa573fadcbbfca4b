import { i18n } from '@lingui/core'
import { type ReactNode, useState } from 'react'
import { SyncLog } from '../features/settings/sync-log.tsx'
import { SignOutDialog } from '../features/settings/sign-out-dialog.tsx'
import { StorageLine } from '../features/settings/storage-line.tsx'
import { useSession } from '../features/session/session-context.ts'
import { useSync } from '../hooks/use-sync.tsx'
import { timeText } from '../i18n/show-value.ts'
import { Button } from '../ui/button.tsx'

/** `/settings`: who, where, how full, when last; and the way out. */
export function SettingsPage() {
  const { entry, signOut } = useSession()
  const { pending, lastSuccess } = useSync()
  const [asking, setAsking] = useState(false)
  return (
    <div className="flex-1 overflow-y-auto">
      <div className="mx-auto flex max-w-2xl flex-col gap-6 p-4">
        <dl className="grid gap-x-6 gap-y-3 sm:grid-cols-[10rem_1fr]">
          <Fact term={i18n.t('Signed in as')}>{`${entry.name} (${entry.email})`}</Fact>
          <Fact term={i18n.t('Workspace')}>{entry.scopeName}</Fact>
          <Fact term={i18n.t('Last sync')}>
            {lastSuccess ? timeText(lastSuccess.toISOString()) : i18n.t('Not yet')}
          </Fact>
          <Fact term={i18n.t('Storage')}>
            <StorageLine />
          </Fact>
          <Fact term={i18n.t('Version')}>{__APP_VERSION__}</Fact>
        </dl>
        <Button className="self-start" onClick={() => (pending > 0 ? setAsking(true) : void signOut())}>
          {i18n.t('Sign out')}
        </Button>
        <SyncLog />
        {asking && <SignOutDialog pending={pending} onClose={() => setAsking(false)} />}
      </div>
    </div>
  )
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="sm:contents">
      <dt className="text-15 text-muted">{term}</dt>
      <dd>{children}</dd>
    </div>
  )
}
