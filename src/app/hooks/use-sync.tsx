import { createContext, type ReactNode, useContext, useState, useSyncExternalStore } from 'react'
import type { DeviceSettings, SyncState } from '../../db/local-api.ts'
import type { Pause } from '../../sync/core/types.ts'
import { brokenReport, type DrainReport } from '../../sync/drain-report.ts'
import { useSatchel } from './satchel-context.ts'
import { useLive } from './use-live.ts'

/** Where this device stands with the server; the most urgent of what is true. */
export type SyncPhase =
  /** Not read yet: nothing can be said. */
  | { readonly kind: 'reading' }
  /** The person wants nothing to go out or come in. */
  | { readonly kind: 'worksOffline'; readonly pending: number }
  | { readonly kind: Pause['kind'] }
  /** The session is over, and nothing waits for another one. */
  | { readonly kind: 'signedOut'; readonly lastSuccess: Date | undefined }
  | { readonly kind: 'loading'; readonly received: number; readonly rows: number }
  | { readonly kind: 'refused'; readonly count: number }
  | { readonly kind: 'review'; readonly count: number }
  | { readonly kind: 'offline'; readonly pending: number }
  | { readonly kind: 'sending'; readonly nth: number; readonly of: number }
  | { readonly kind: 'pending'; readonly count: number }
  | { readonly kind: 'synced'; readonly lastSuccess: Date | undefined }

export interface Sync {
  readonly state: SyncPhase
  /** Records not yet on the server, whatever they wait for. */
  readonly pending: number
  /** Records with a conflict to decide. */
  readonly review: number
  /** Records that the server refused. */
  readonly refused: number
  /** Does the server seem to be in reach? */
  readonly online: boolean
  /** Records that wait for the person's word. */
  readonly unconfirmed: number
  /** The same three by model; of one that nothing waits of, nothing. */
  readonly pendingOf: SyncState['pendingOf']
  /** Since when the longest waiting of them is on this device only (RFC 3339). */
  readonly oldestAt: string | undefined
  readonly settings: DeviceSettings
  /** Records of the server that could not be read here. */
  readonly unread: number
  /** The last complete push and pull. */
  readonly lastSuccess: Date | undefined
  readonly lastError: string | undefined
  /** A `syncNow` is running, or changes are on their way. */
  readonly syncing: boolean
  /** Pushes and pulls now; resolves when that has ended. A second call while one runs joins it. */
  readonly syncNow: () => Promise<DrainReport>
  /** What came of the last `syncNow`, as long as that is so. */
  readonly report: DrainReport | undefined
}

/** The state of the outbox and of the connection, kept up to date. Needs a `SatchelProvider` above. */
export function useSync(): Sync {
  const sync = useContext(SyncContext)
  if (!sync) throw new Error('useSync: there is no SatchelProvider above')
  return sync
}

/** Is anything on its way just now? What was sent and not answered is not, once there is no connection. */
export function useIsSending(): boolean {
  const { syncing, online, settings } = useSync()
  return syncing && online && !settings.worksOffline
}

/** Reads the state once for all who use it; part of `SatchelProvider`. */
export function SyncProvider({ children }: { children: ReactNode }) {
  const satchel = useSatchel()
  // The browser says by itself that the network went or came; the device's storage does not change by it.
  const onLine = useSyncExternalStore(listenToNetwork, () => navigator.onLine)
  const known = useLive(`sync ${onLine}`, (from) => from.syncState())?.value
  const state = known ?? NOTHING_KNOWN
  const [asked, setAsked] = useState<Promise<DrainReport>>()
  const [report, setReport] = useReport({ ...state, onLine })
  const [mostWaiting, setMostWaiting] = useState(0)
  const waiting = state.sending ? Math.max(mostWaiting, leavingOf(state)) : 0
  if (waiting !== mostWaiting) setMostWaiting(waiting)

  const syncNow = () => {
    if (asked) return asked
    const run = satchel
      .syncNow()
      .catch((cause: unknown) => brokenReport('asked', cause))
      .then((ended) => {
        setReport(ended)
        return ended
      })
      .finally(() => setAsked(undefined))
    setReport(undefined)
    setAsked(run)
    return run
  }
  const sync: Sync = {
    state: known ? phaseOf(known, waiting) : { kind: 'reading' },
    pending: state.pending,
    review: state.review,
    refused: state.refused,
    online: state.online,
    unconfirmed: state.unconfirmed,
    pendingOf: state.pendingOf,
    oldestAt: state.oldestAt,
    settings: state.settings,
    unread: state.unread,
    lastSuccess: dateOf(state.lastSuccessMs),
    lastError: state.lastError,
    syncing: asked !== undefined || state.sending,
    syncNow,
    report,
  }
  return <SyncContext value={sync}>{children}</SyncContext>
}

/** A report is forgotten when what it was made of has changed: an old one contradicts what is said beside it. */
function useReport(now: Pick<SyncState, 'settings' | 'lastSuccessMs'> & { readonly onLine: boolean }) {
  const [told, setTold] = useState<{ readonly report: DrainReport; readonly of?: string }>()
  if (told) {
    // A drain that got through is itself the last success, which may be read after its report.
    const success = told.report.end.kind === 'done' ? undefined : now.lastSuccessMs
    const of = JSON.stringify([now.settings.worksOffline, now.onLine, success])
    if (told.of === undefined) setTold({ ...told, of })
    else if (told.of !== of) setTold(undefined)
  }
  const setReport = (report: DrainReport | undefined) => setTold(report && { report })
  return [told?.report, setReport] as const
}

/** @param waiting how many records waited when the sending began */
export function phaseOf(state: SyncState, waiting: number): SyncPhase {
  if (state.settings.worksOffline) return { kind: 'worksOffline', pending: state.pending }
  if (state.pause && state.pending === 0 && SIGN_IN.has(state.pause.kind))
    return { kind: 'signedOut', lastSuccess: dateOf(state.lastSuccessMs) }
  if (state.pause) return { kind: state.pause.kind }
  if (state.progress) return { kind: 'loading', ...state.progress }
  if (state.refused > 0) return { kind: 'refused', count: state.refused }
  if (state.review > 0) return { kind: 'review', count: state.review }
  if (!state.online) return { kind: 'offline', pending: state.pending }
  const leaving = leavingOf(state)
  if (state.sending && leaving > 0) return { kind: 'sending', nth: waiting - leaving + 1, of: waiting }
  if (state.pending > 0) return { kind: 'pending', count: state.pending }
  return { kind: 'synced', lastSuccess: dateOf(state.lastSuccessMs) }
}

/** Where signing in helps. */
export const SIGN_IN: ReadonlySet<SyncPhase['kind']> = new Set(['unauthenticated', 'otherUsersDevice'])

function listenToNetwork(onChange: () => void): () => void {
  window.addEventListener('online', onChange)
  window.addEventListener('offline', onChange)
  return () => {
    window.removeEventListener('online', onChange)
    window.removeEventListener('offline', onChange)
  }
}

/** What is on its way or goes by itself. */
function leavingOf({ pending, unconfirmed }: SyncState): number {
  return pending - unconfirmed
}

const SyncContext = createContext<Sync | undefined>(undefined)

const NOTHING_KNOWN: SyncState = {
  pending: 0,
  review: 0,
  refused: 0,
  unconfirmed: 0,
  leaving: 0,
  pendingOf: {},
  settings: { sendMode: 'automatic', worksOffline: false, deviceName: '' },
  sending: false,
  online: true,
  unread: 0,
}

function dateOf(epochMs: number | undefined): Date | undefined {
  return epochMs === undefined ? undefined : new Date(epochMs)
}
