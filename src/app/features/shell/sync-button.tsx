import { i18n } from '@lingui/core'
import { CloudCheck, CloudUpload } from 'lucide-react'
import { useSync } from '../../hooks/use-sync.tsx'
import { PENDING_REGION_ID, usePendingPanel } from './pending-panel.tsx'

interface SyncButtonProps {
  /** Names of models whose records are counted; without it, all. What it opens lists everything. */
  readonly models?: readonly string[]
}

/**
 * A button that says how many records are not on the server yet – waiting, sending, held, in review or refused – and opens and closes
 * the region "Pending changes". Its name is `All synced`, `1 pending change`, `3 pending changes`; a badge shows the number. Until
 * the device's storage has been read, an empty place of its size stands there instead.
 *
 * It is in the header of every screen; a screen for some models may have one of its own. Needs a `SatchelProvider` and a
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
