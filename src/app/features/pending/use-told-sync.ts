import { useEffect, useRef } from 'react'
import { useSync } from '../../hooks/use-sync.tsx'
import { announce, hush } from '../shell/announcements.ts'
import { reportText } from './report-text.ts'

/** "Sync now" that says what came of it, for as long as that is true. */
export function useToldSync(): () => Promise<void> {
  const { syncNow, report, unconfirmed } = useSync()
  const told = useRef<string>(undefined)
  useEffect(() => {
    if (report || told.current === undefined) return
    hush(told.current)
    told.current = undefined
  }, [report])
  return async () => {
    const text = reportText(await syncNow(), unconfirmed)
    told.current = text
    announce(text)
  }
}
