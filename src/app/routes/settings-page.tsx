import { i18n } from '@lingui/core'
import { type ReactNode, useId } from 'react'
import { AccountSection } from '../features/settings/account-section.tsx'
import { AppSection } from '../features/settings/app-section.tsx'
import { DeviceSection } from '../features/settings/device-section.tsx'
import { LanguageChoice } from '../features/settings/language-choice.tsx'
import { SendingSection } from '../features/settings/sending-section.tsx'
import { SyncLog } from '../features/settings/sync-log.tsx'

/** `/settings`: who, how changes leave, what this device holds, which version; what happened, for somebody who helps. */
export function SettingsPage() {
  return (
    <div className="flex-1 overflow-y-auto">
      <div className="mx-auto flex max-w-2xl flex-col gap-4 p-4">
        <Section title={i18n.t('Sending')}>
          <SendingSection />
        </Section>
        <Section title={i18n.t('Language')}>
          <LanguageChoice />
        </Section>
        <Section title={i18n.t('This device')}>
          <DeviceSection />
        </Section>
        <SyncLog />
        <Section title={i18n.t('Satchel')}>
          <AppSection />
        </Section>
        <Section title={i18n.t('Account')}>
          <AccountSection />
        </Section>
      </div>
    </div>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="rounded-card border border-line bg-card p-4">
      <h2 id={id} className="mb-3 font-semibold">
        {title}
      </h2>
      <div className="flex flex-col gap-4">{children}</div>
    </section>
  )
}
