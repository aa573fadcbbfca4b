import { i18n } from '@lingui/core'
import { useState } from 'react'
import { useSatchel } from '../../hooks/satchel-context.ts'
import { useSync } from '../../hooks/use-sync.tsx'
import { timeText } from '../../i18n/show-value.ts'
import { ExportButton } from '../pending/export-button.tsx'
import { ImportButton } from '../pending/import-button.tsx'
import { usePendingPanel } from '../shell/pending-panel.tsx'
import { Facts } from './facts.tsx'
import { StorageMeter } from './storage-meter.tsx'

/** What this device is called and holds, and the way to take it along. */
export function DeviceSection() {
  return (
    <>
      <DeviceName />
      <StorageMeter />
      <OnlyHere />
      <UnsentWork />
    </>
  )
}

/** What no server has yet, and since when: if this device is lost, that is lost. */
function OnlyHere() {
  const { pending, oldestAt } = useSync()
  const text =
    oldestAt === undefined
      ? i18n.t('Nothing')
      : i18n.t('{pending, plural, one {# record, since {since}} other {# records, the oldest since {since}}}', {
          pending,
          since: timeText(oldestAt),
        })
  return <Facts facts={[[i18n.t('Only on this device'), text]]} />
}

/** Not beside the open region, which has the same buttons. */
function UnsentWork() {
  const { isOpen } = usePendingPanel()
  if (isOpen) return null
  return (
    <div>
      <p className="mb-2 text-15 text-muted">
        {i18n.t('A file with everything that is not on the server yet, to keep or to take to another device of yours.')}
      </p>
      <div className="flex flex-wrap gap-2">
        <ExportButton />
        <ImportButton />
      </div>
    </div>
  )
}

/** Stored when the field is left, so that nothing is stored with every letter. */
function DeviceName() {
  const satchel = useSatchel()
  const { deviceName } = useSync().settings
  const [typed, setTyped] = useState<string>()
  const keep = async () => {
    if (typed !== undefined && typed !== deviceName) await satchel.changeSettings({ deviceName: typed })
    setTyped(undefined)
  }
  return (
    <label className="block">
      {i18n.t('Device name')}
      <span aria-hidden="true" className="block text-15 text-muted">
        {i18n.t('For diagnostics; it stays on this device.')}
      </span>
      <input
        className="field-input mt-1 max-w-sm"
        dir="auto"
        aria-label={i18n.t('Device name')}
        value={typed ?? deviceName}
        maxLength={60}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => void keep()}
        onKeyDown={({ key }) => key === 'Enter' && void keep()}
      />
    </label>
  )
}
