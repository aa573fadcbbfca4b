import { i18n } from '@lingui/core'
import { X } from 'lucide-react'
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
  const later = (
    <Button look="quiet" aria-label={i18n.t('Not now')} onClick={() => dismissHint(hint.kind)}>
      <X aria-hidden="true" size={20} />
    </Button>
  )
  switch (hint.kind) {
    case 'install':
      return (
        <Banner text={i18n.t('Install Satchel to open it like any other app.')}>
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
        <Banner text={i18n.t('Keep records when space is short?')}>
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
    <aside className="flex items-center gap-1 border-b border-line bg-tint py-1 ps-4 pe-2 text-13">
      <p className="min-w-0 flex-1">{text}</p>
      {children}
    </aside>
  )
}
