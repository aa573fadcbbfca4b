import { useEffect } from 'react'
import { SHOW_WAITING } from '../../../sync/wake.ts'
import { useSync } from '../../hooks/use-sync.tsx'

/**
 * Shows on the app's icon how many records are not on the server: waiting, in review or refused. There is one icon for all who have
 * data here, so the worker counts, which knows them all; this page only where there is none.
 */
export function useAppBadge(): void {
  const { state, pending } = useSync()
  const isKnown = state.kind !== 'reading'
  useEffect(() => {
    if (!isKnown) return
    // Both are absent in some browsers and in insecure contexts, whatever the types say.
    const { serviceWorker, setAppBadge }: Partial<Pick<Navigator, 'serviceWorker' | 'setAppBadge'>> = navigator
    if (serviceWorker?.controller) serviceWorker.controller.postMessage({ type: SHOW_WAITING })
    else void setAppBadge?.call(navigator, pending).catch(() => undefined)
  }, [isKnown, pending])
}
