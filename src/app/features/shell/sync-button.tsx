import { i18n } from '@lingui/core'
import { CloudCheck, CloudUpload } from 'lucide-react'
import { useSync } from '../../hooks/use-sync.tsx'
import { PENDING_REGION_ID, usePendingPanel } from './pending-panel.tsx'

interface SyncButtonProps {
  /** Names of models whose records are counted; without it, all. What it opens lists everything. */
  readonly models?: readonly string[]
}

/**
 * How many records are not yet on the server, whether waiting, sending, held, in review or refused, and the way to see them: opens
 * and closes the region "Pending changes". Its name is `All synced`, `1 pending change`, `3 pending changes`; the badge shows the
 * number. It says nothing before it knows.
 *
 * In the header of every screen; put another one wherever some models have a screen of their own. Needs a `SatchelProvider` and a
 * `PendingPanelProvider` above it.
 *
 *     <SyncButton models={['leases', 'payments']} />
 */
export function SyncButton({ models }: SyncButtonProps) {
  const { state, pending: all, pendingOf } = useSync()
  const pending = models ? models.reduce((sum, model) => sum + (pendingOf[model]?.pending ?? 0), 0) : all
  const { isOpen, toggle } = usePendingPanel()
  // It never says "All synced" before it knows.
  if (state.kind === 'reading') return <span className="size-[44px] shrink-0" />
  const Icon = pending === 0 ? CloudCheck : CloudUpload
  return (
    <button
      type="button"
      aria-label={pendingText(pending)}
      aria-expanded={isOpen}
      aria-controls={PENDING_REGION_ID}
      onClick={toggle}
      className="relative inline-flex size-[44px] shrink-0 cursor-pointer items-center justify-center rounded-full border border-line bg-card"
    >
      <Icon aria-hidden="true" size={22} />
      {pending > 0 && (
        <span className="badge whitespace-nowrap absolute -end-1 -top-1 min-w-5 rounded-full bg-accent px-1 text-center text-13 font-semibold text-on-accent tabular-nums">
          {i18n.number(pending)}
        </span>
      )}
    </button>
  )
}

/** `All synced`, `1 pending change`, `3 pending changes` */
export function pendingText(count: number): string {
  if (count === 0) return i18n.t('All synced')
  return i18n.t('{count, plural, one {# pending change} other {# pending changes}}', { count })
}
