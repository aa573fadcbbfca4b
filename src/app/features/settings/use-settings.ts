import { i18n } from '@lingui/core'
import { useState } from 'react'
import type { DeviceSettings } from '../../../db/local-api.ts'
import { useSatchel } from '../../hooks/satchel-context.ts'
import { useSync } from '../../hooks/use-sync.tsx'
import { announce } from '../shell/announcements.ts'

interface Settings {
  readonly settings: DeviceSettings
  readonly change: (change: Partial<DeviceSettings>) => void
}

/** The settings as the person has just set them: a control answers in the turn of the tap, and goes back if nothing could be stored. */
export function useSettings(): Settings {
  const satchel = useSatchel()
  const { settings } = useSync()
  const [stored, setStored] = useState(settings)
  const [wished, setWished] = useState<Partial<DeviceSettings>>({})
  if (stored !== settings) {
    setStored(settings)
    setWished({})
  }
  const change = (next: Partial<DeviceSettings>) => {
    setWished((before) => ({ ...before, ...next }))
    void satchel.changeSettings(next).catch((cause: unknown) => {
      setWished({})
      announce(i18n.t('That did not work: {message}', { message: String(cause) }))
    })
  }
  return { settings: { ...settings, ...wished }, change }
}
