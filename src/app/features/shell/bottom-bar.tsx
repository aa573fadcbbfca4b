import { i18n } from '@lingui/core'
import { Link } from '@tanstack/react-router'
import { FolderOpen, RefreshCw, Settings } from 'lucide-react'
import { useSync } from '../../hooks/use-sync.tsx'
import { PENDING_REGION_ID, usePendingPanel } from './pending-panel.tsx'

/** The three places: at the bottom of a phone, at the side of a laptop. */
export function BottomBar() {
  const { pending } = useSync()
  const { isOpen, toggle, giveWay } = usePendingPanel()
  return (
    <nav
      aria-label={i18n.t('Main')}
      className="flex justify-around border-line bg-card pb-[env(safe-area-inset-bottom)] max-lg:border-t lg:flex-col lg:justify-start lg:gap-2 lg:border-e lg:p-2"
    >
      <Link to="/" className={PLACE} onClick={giveWay}>
        <FolderOpen aria-hidden="true" size={22} />
        {i18n.t('Records')}
      </Link>
      <button type="button" aria-expanded={isOpen} aria-controls={PENDING_REGION_ID} onClick={toggle} className={PLACE}>
        <span
          className="relative after:absolute after:-end-2 after:-top-0.5 after:hidden after:size-2.5 after:rounded-full after:bg-accent data-waiting:after:block"
          data-waiting={pending > 0 || undefined}
        >
          <RefreshCw aria-hidden="true" size={22} />
        </span>
        {i18n.t('Sync')}
      </button>
      <Link to="/settings" className={PLACE} onClick={giveWay}>
        <Settings aria-hidden="true" size={22} />
        {i18n.t('Settings')}
      </Link>
    </nav>
  )
}

const PLACE =
  'flex min-h-14 min-w-0 flex-1 cursor-pointer flex-col items-center justify-center gap-1 rounded-input px-1 text-[min(0.8125rem,6vw)] text-muted lg:min-w-20 lg:flex-none data-[status=active]:text-accent data-[status=active]:font-semibold'
