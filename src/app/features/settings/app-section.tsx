import { i18n } from '@lingui/core'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { announce } from '../shell/announcements.ts'
import { type Found, lookForUpdate } from '../update/service-worker.ts'
import { Facts } from './facts.tsx'

/** Which version this is, and whether there is a newer one. Applying it is the banner's. */
export function AppSection() {
  const [looking, setLooking] = useState(false)
  const look = async () => {
    setLooking(true)
    const found = await lookForUpdate()
    setLooking(false)
    announce(foundText(found))
  }
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <Facts facts={[[i18n.t('Version'), __APP_VERSION__]]} />
      <Button aria-disabled={looking} onClick={() => void (looking || look())}>
        {looking ? i18n.t('Looking…') : i18n.t('Check for update')}
      </Button>
    </div>
  )
}

function foundText(found: Found): string {
  switch (found) {
    case 'newest':
      return i18n.t('This is the newest version.')
    case 'waiting':
      return i18n.t('A new version is ready.')
    case 'worksOffline':
      return i18n.t('You are working offline. Nothing is sent or received.')
    case 'unreachable':
      return i18n.t('Could not reach the server.')
    case 'unable':
      return i18n.t('Load Satchel again to get the newest version.')
  }
}
