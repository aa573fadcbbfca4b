import { i18n } from '@lingui/core'
import { Share, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useHandOnFocus } from '../../hooks/use-hand-on-focus.ts'
import { useSync } from '../../hooks/use-sync.tsx'
import { Button } from '../../ui/button.tsx'
import { dismissHint, type Hint, useHint } from '../hints/hints.ts'
import { persistText } from '../settings/storage.ts'
import { useAnyDirtyForm } from '../record/dirty-forms.ts'
import { lostText } from '../storage/lost-text.ts'
import { setLost, useLostStorage } from '../storage/storage-mark.ts'
import { announce } from './announcements.ts'
import { usePendingPanel } from './pending-panel.tsx'
import { useWaitingUpdate } from '../update/service-worker.ts'

/** What the app would like to say once there is a moment; never a dialog, never with the focus. */
export function Banners() {
  const update = useWaitingUpdate()
  const hint = useHint()
  const lost = useLostStorage()
  if (lost) return <LostBanner unsent={lost.unsent} />
  if (update) return <UpdateBanner apply={update.apply} />
  return hint ? <HintBanner hint={hint} /> : null
}

/** Stays until it was read. */
function LostBanner({ unsent }: { unsent: number }) {
  return (
    <Banner text={lostText(unsent)}>
      <Button onClick={() => setLost(undefined)}>{i18n.t('I understand')}</Button>
    </Banner>
  )
}

/** Never under a form with unsaved input, nor while changes are on their way. */
function UpdateBanner({ apply }: { apply: () => void }) {
  const isDirty = useAnyDirtyForm()
  const { syncing } = useSync()
  return (
    <Banner text={updateText(isDirty, syncing)}>
      <Button disabled={isDirty || syncing} onClick={apply}>
        {i18n.t('Update')}
      </Button>
    </Banner>
  )
}

function updateText(isDirty: boolean, syncing: boolean): string {
  if (isDirty) return i18n.t('A new version is ready. Save your form first.')
  return syncing ? i18n.t('A new version is ready, once your changes are sent.') : i18n.t('A new version is ready.')
}

function HintBanner({ hint }: { hint: Hint }) {
  const later = (
    <Button look="quiet" aria-label={i18n.t('Not now')} onClick={() => dismissHint(hint.kind)}>
      <X aria-hidden="true" size={20} />
    </Button>
  )
  switch (hint.kind) {
    case 'install':
      return (
        <Banner later={later} text={i18n.t('Install Satchel to open it like any other app.')}>
          <Button look="primary" onClick={() => void hint.install()}>
            {i18n.t('Install')}
          </Button>
        </Banner>
      )
    case 'installByHand':
      return (
        <Banner later={later} text={<InstallSteps />}>
          <LeftBehind />
        </Banner>
      )
    case 'persist':
      return (
        <Banner later={later} text={i18n.t('Keep records when space is short?')}>
          <Button look="primary" onClick={() => void hint.persist().then((kept) => announce(persistText(kept)))}>
            {i18n.t('Keep them')}
          </Button>
        </Banner>
      )
  }
}

/** iOS has no button for it. */
function InstallSteps() {
  return (
    <>
      <p>{i18n.t('To install Satchel:')}</p>
      <ol className="font-semibold">
        <li>
          {i18n.t('1. Tap Share')} <Share aria-hidden="true" size={14} className="inline align-[-2px]" />
        </li>
        <li>{i18n.t('2. Choose Add to Home Screen.')}</li>
      </ol>
      {i18n.t('What you typed in Safari does not follow into the installed app: send or export it first.')}
    </>
  )
}

/** The way to send or export it. */
function LeftBehind() {
  const { pending } = useSync()
  const { isOpen, toggle } = usePendingPanel()
  if (pending === 0 || isOpen) return null
  return <Button onClick={toggle}>{i18n.t('See what waits')}</Button>
}

function Banner({ text, later, children }: { text: ReactNode; later?: ReactNode; children: ReactNode }) {
  const aside = useHandOnFocus<HTMLElement>()
  return (
    <aside ref={aside} className="flex items-start gap-1 border-b border-line bg-tint py-1 ps-4 pe-2 text-13">
      <div className="flex min-w-0 flex-1 flex-wrap items-center justify-end gap-1">
        <div className="min-w-40 flex-1 py-1">{text}</div>
        {children}
      </div>
      {later}
    </aside>
  )
}
