import { i18n } from '@lingui/core'
import { Link } from '@tanstack/react-router'
import { FolderOpen, RefreshCw, Settings } from 'lucide-react'
import { useSync } from '../../hooks/use-sync.tsx'
import { PENDING_REGION_ID, usePendingPanel } from './pending-panel.tsx'

/** The three places: at the bottom of a phone, on top of a laptop's rail. */
export function BottomBar() {
  const { pending } = useSync()
  const { isOpen, toggle, giveWay } = usePendingPanel()
  // On a phone the region lies over the screen that one came from.
  const place = isOpen ? `${PLACE} ${COVERED}` : PLACE
  return (
    <nav
      aria-label={i18n.t('Main')}
      className="bar flex justify-around border-line bg-card pb-[env(safe-area-inset-bottom)] max-lg:row-start-5 max-lg:border-t lg:order-first lg:flex-col lg:justify-start lg:gap-1 lg:border-b lg:p-2"
    >
      <Link to="/" className={place} onClick={giveWay}>
        <span className={ICON}>
          <FolderOpen aria-hidden="true" size={22} />
        </span>
        {i18n.t('Records')}
      </Link>
      <button type="button" aria-expanded={isOpen} aria-controls={PENDING_REGION_ID} onClick={toggle} className={PLACE}>
        <span className={ICON}>
          <RefreshCw aria-hidden="true" size={22} />
        </span>
        {i18n.t('Sync')}
        {pending > 0 && (
          <span
            aria-hidden="true"
            className="badge whitespace-nowrap min-w-5 rounded-full bg-accent px-1 text-center text-13 font-semibold text-on-accent tabular-nums max-lg:absolute max-lg:start-[calc(50%+6px)] max-lg:top-1 lg:ms-auto"
          >
            {i18n.number(pending)}
          </span>
        )}
      </button>
      <Link to="/settings" className={place} onClick={giveWay}>
        <span className={ICON}>
          <Settings aria-hidden="true" size={22} />
        </span>
        {i18n.t('Settings')}
      </Link>
    </nav>
  )
}

const PLACE =
  'group relative flex min-h-14 min-w-0 flex-1 cursor-pointer flex-col items-center justify-center gap-0.5 px-1 text-13 text-muted aria-expanded:text-accent max-lg:aria-expanded:font-semibold data-[status=active]:font-semibold data-[status=active]:text-accent lg:min-h-11 lg:flex-none lg:flex-row lg:justify-start lg:gap-3 lg:rounded-input lg:px-3 lg:text-15 lg:data-[status=active]:bg-tint'

const ICON =
  'inline-flex h-7 w-14 max-w-full items-center justify-center rounded-full group-data-[status=active]:bg-tint max-lg:group-[.covered]:bg-transparent max-lg:group-aria-expanded:bg-tint lg:h-auto lg:w-auto lg:group-data-[status=active]:bg-transparent'

const COVERED = 'covered max-lg:data-[status=active]:font-normal max-lg:data-[status=active]:text-muted'
