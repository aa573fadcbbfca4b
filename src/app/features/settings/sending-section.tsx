import { i18n } from '@lingui/core'
import { useId } from 'react'
import type { SendMode } from '../../../sync/core/types.ts'
import { useSync } from '../../hooks/use-sync.tsx'
import { timeText } from '../../i18n/show-value.ts'
import { Button } from '../../ui/button.tsx'
import { Switch } from '../../ui/switch.tsx'
import { useToldSync } from '../pending/use-told-sync.ts'
import { usePendingPanel } from '../shell/pending-panel.tsx'
import { Facts } from './facts.tsx'
import { useSettings } from './use-settings.ts'

/** When changes leave this device, and when they last did. */
export function SendingSection() {
  const { settings, change } = useSettings()
  const { lastSuccess, syncing } = useSync()
  const { isOpen } = usePendingPanel()
  const sync = useToldSync()
  return (
    <>
      <SendModeChoice mode={settings.sendMode} onChange={(sendMode) => change({ sendMode })} />
      <Switch
        label={i18n.t('Work offline')}
        hint={i18n.t('Nothing is sent or received, also not in the background, until you switch this off.')}
        checked={settings.worksOffline}
        onChange={(worksOffline) => change({ worksOffline })}
      />
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Facts facts={[[i18n.t('Last sync'), lastSuccess ? timeText(lastSuccess.toISOString()) : i18n.t('Not yet')]]} />
        {/* The open region has its own. */}
        {!isOpen && (
          <Button aria-disabled={syncing} onClick={() => void (syncing || sync())}>
            {syncing ? i18n.t('Syncing…') : i18n.t('Sync now')}
          </Button>
        )}
      </div>
    </>
  )
}

function SendModeChoice({ mode, onChange }: { mode: SendMode; onChange: (mode: SendMode) => void }) {
  const name = useId()
  const choice = (value: SendMode, label: string, hint: string) => (
    <label className="flex min-h-11 cursor-pointer flex-wrap gap-x-3 gap-y-1 py-1">
      <input
        type="radio"
        name={name}
        className="mt-0.5 size-5 shrink-0 accent-accent"
        aria-describedby={`${name} ${value}`}
        aria-label={label}
        checked={mode === value}
        onChange={() => onChange(value)}
      />
      <span className="min-w-[min(100%,10rem)] flex-1">
        {label}
        <span id={`${name} ${value}`} className="block text-15 text-muted">
          {hint}
        </span>
      </span>
    </label>
  )
  return (
    <fieldset>
      <legend className="sr-only">{i18n.t('Send changes')}</legend>
      {choice(
        'automatic',
        i18n.t('Send automatically'),
        i18n.t('Whatever you save leaves as soon as there is a network.'),
      )}
      {choice(
        'onConfirm',
        i18n.t('Only when I say'),
        i18n.t('Each change waits in Pending changes until you confirm it. New data still comes in.'),
      )}
    </fieldset>
  )
}
