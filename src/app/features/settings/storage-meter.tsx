import { i18n } from '@lingui/core'
import { useEffect, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { announce } from '../shell/announcements.ts'
import { persistText, readStorage, type StorageState } from './storage.ts'

/** How full this device's storage is, and whether the browser has promised to keep it. */
export function StorageMeter() {
  const [state, setState] = useState<StorageState | 'untold'>()
  useEffect(() => {
    let ended = false
    void readStorage().then((read) => !ended && setState(read ?? 'untold'))
    return () => {
      ended = true
    }
  }, [])
  if (!state) return null
  if (state === 'untold') return <p>{i18n.t('This browser does not tell how much storage is used.')}</p>
  const { usedBytes, quotaBytes, isPersistent } = state
  const ask = async () => {
    const kept = await navigator.storage.persist()
    setState({ ...state, isPersistent: kept })
    announce(persistText(kept))
  }
  return (
    <div className="flex flex-col gap-2">
      <p>{i18n.t('Storage: {used} of {quota} used', { used: sizeText(usedBytes), quota: sizeText(quotaBytes) })}</p>
      <meter
        className="storage-meter"
        aria-label={i18n.t('Storage used')}
        min={0}
        max={Math.max(1, quotaBytes)}
        high={quotaBytes * 0.9}
        value={usedBytes}
      />
      <p className="text-15 text-muted">
        {isPersistent
          ? i18n.t('The browser has promised to keep it.')
          : i18n.t('The browser may clear it when space is short.')}
      </p>
      {!isPersistent && (
        <Button className="self-start" onClick={() => void ask()}>
          {i18n.t('Ask the browser to keep it')}
        </Button>
      )}
    </div>
  )
}

function sizeText(bytes: number): string {
  const [amount, unit] = bytes < 1e9 ? [Math.ceil(bytes / 1e6), 'megabyte'] : [Math.round(bytes / 1e8) / 10, 'gigabyte']
  return i18n.number(amount, { style: 'unit', unit })
}
