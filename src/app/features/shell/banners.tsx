import { i18n } from '@lingui/core'
import type { ReactNode } from 'react'
import { useSync } from '../../hooks/use-sync.tsx'
import { Button } from '../../ui/button.tsx'
import { dismissHint, type Hint, useHint } from '../hints/hints.ts'
import { useAnyDirtyForm } from '../record/dirty-forms.ts'
import { useWaitingUpdate } from '../update/service-worker.ts'

/** What the app would like to say once there is a moment; never a dialog, never with the focus. */
export function Banners() {
  const update = useWaitingUpdate()
  const hint = useHint()
  if (update) return <UpdateBanner apply={update.apply} />
  return hint ? <HintBanner hint={hint} /> : null
}

/** Never under a form with unsaved input, nor while changes are on their way. */
function UpdateBanner({ apply }: { apply: () => void }) {
  const isDirty = useAnyDirtyForm()
  const { syncing } = useSync()
  return (
    <Banner
      text={isDirty ? i18n.t('A new version is ready. Save your form first.') : i18n.t('A new version is ready.')}
    >
      <Button disabled={isDirty || syncing} onClick={apply}>
        {i18n.t('Update')}
      </Button>
    </Banner>
  )
}

function HintBanner({ hint }: { hint: Hint }) {
  const later = <Button onClick={() => dismissHint(hint.kind)}>{i18n.t('Not now')}</Button>
  switch (hint.kind) {
    case 'install':
      return (
        <Banner text={i18n.t('Install Satchel, and it opens like any other app, without a network too.')}>
          <Button look="primary" onClick={() => void hint.install()}>
            {i18n.t('Install')}
          </Button>
          {later}
        </Banner>
      )
    case 'installByHand':
      return (
        <Banner
          text={i18n.t(
            'To install Satchel, tap Share, then Add to Home Screen. What you typed in Safari does not follow into the installed app: send or export it first.',
          )}
        >
          {later}
        </Banner>
      )
    case 'persist':
      return (
        <Banner text={i18n.t('Ask the browser to keep your records when space is short?')}>
          <Button look="primary" onClick={() => void hint.persist()}>
            {i18n.t('Keep them')}
          </Button>
          {later}
        </Banner>
      )
  }
}

function Banner({ text, children }: { text: string; children: ReactNode }) {
  return (
    <aside className="flex flex-wrap items-center gap-2 border-b border-line bg-tint px-4 py-2 text-15">
      <p className="min-w-56 flex-1">{text}</p>
      {children}
    </aside>
  )
}
