import { useEffect, useRef } from 'react'
import { useSync } from '../../hooks/use-sync.tsx'
import { useSession } from '../session/session-context.ts'
import { isLost, putMark, readMark, setLost, useLostStorage } from './storage-mark.ts'

/** Finds out whether the storage that was here is gone, and keeps the mark up to date by which the next start will know. */
export function useStorageMark(): void {
  const { userId, scope } = useSession().entry
  const owner = `${userId} ${scope}`
  const { state, pending, lastSuccess } = useSync()
  const lost = useLostStorage()
  const isKnown = state.kind !== 'reading'
  const isEmpty = pending === 0 && lastSuccess === undefined
  const isFirst = useRef(true)
  useEffect(() => {
    if (!isKnown) return
    const mark = readMark()
    if (isFirst.current && isEmpty && mark?.owner === owner) setLost(mark)
    isFirst.current = false
    // Until the person has read it, a reload has to find it again.
    if (!isLost()) putMark(isEmpty ? undefined : { owner, unsent: pending })
  }, [isKnown, isEmpty, pending, owner, lost])
}
