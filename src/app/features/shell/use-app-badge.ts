import { useEffect } from 'react'
import { useSync } from '../../hooks/use-sync.tsx'

/**
 * Shows on the app's icon how many records are not on the server: waiting, in review or refused. Where a worker drains, it counts
 * for all who have data here; this page counts where there is none, and is quicker where there is.
 */
export function useAppBadge(): void {
  const { state, pending } = useSync()
  const isKnown = state.kind !== 'reading'
  useEffect(() => {
    // Absent in most browsers that are no installed app, whatever the types say.
    const { setAppBadge }: { setAppBadge?: (count: number) => Promise<void> } = navigator
    if (isKnown) void setAppBadge?.call(navigator, pending).catch(() => undefined)
  }, [isKnown, pending])
}
