import { i18n } from '@lingui/core'
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { SIGN_IN, type SyncPhase, useSync } from '../../hooks/use-sync.tsx'
import { agoText } from '../../i18n/show-value.ts'
import { useSession } from '../session/session-context.ts'
import { isNearlyFull, readStorage } from '../settings/storage.ts'
import { usePendingPanel } from './pending-panel.tsx'
import { type MarkIcon, StateMark, type Tone } from '../../ui/state-mark.tsx'

/** Where this device stands, in a few words, under the title of every screen (UI3). */
export function StateChip() {
  const { state, review, refused, online } = useSync()
  const { giveWay } = usePendingPanel()
  const { name } = useSession().entry
  const nowMs = useHalfMinute()
  const nearlyFull = useNearlyFull(nowMs)
  const chip = (phase: SyncPhase) => chipOf(phase, nowMs, name)
  const mark = (phase: SyncPhase) => <Mark key={phase.kind} chip={chip(phase)} />
  const toSignIn = (of: Chip) => (
    <Link
      key="sign-in"
      to="/sign-in"
      onClick={giveWay}
      className="relative after:absolute after:-inset-x-1 after:-inset-y-3"
    >
      <Mark chip={of} />
    </Link>
  )
  const standing = () => {
    const phase = besideNeeds(state, { needs: refused + review, online })
    if (nearlyFull && (!phase || CALM.has(phase.kind))) return [<Mark key="nearlyFull" chip={nearlyFullChip()} />]
    if (!phase) return []
    if (SIGN_IN.has(phase.kind)) return [toSignIn(chip(phase))]
    // The last success stays one: beside it stands that there will be no other.
    if (phase.kind === 'signedOut')
      return [mark(phase), toSignIn({ icon: 'offline', tone: 'waiting', text: i18n.t('Signed out') })]
    return [mark(phase)]
  }
  return (
    <p className="flex flex-wrap gap-1">
      {refused > 0 && mark({ kind: 'refused', count: refused })}
      {review > 0 && mark({ kind: 'review', count: review })}
      {standing()}
    </p>
  )
}

/**
 * What is said of the connection beside the counts of what needs the person: neither hides the other. How much is saved here is
 * then in the badge.
 */
function besideNeeds(
  state: SyncPhase,
  { needs, online }: { readonly needs: number; readonly online: boolean },
): SyncPhase | undefined {
  if (state.kind === 'refused' || state.kind === 'review') return online ? undefined : { kind: 'offline', pending: 0 }
  return needs > 0 && state.kind === 'worksOffline' ? { ...state, pending: 0 } : state
}

function Mark({ chip: { icon, tone, text } }: { chip: Chip }) {
  return (
    <StateMark icon={icon} tone={tone}>
      {text}
    </StateMark>
  )
}

interface Chip {
  readonly icon: MarkIcon
  readonly tone: Tone
  readonly text: string
}

/** @param nowMs for how long ago the last sync was @param author whose records these are */
export function chipOf(phase: SyncPhase, nowMs: number, author: string): Chip {
  switch (phase.kind) {
    case 'reading':
      return { icon: 'onDevice', tone: 'calm', text: i18n.t('Opening') }
    case 'worksOffline':
      return { icon: 'offline', tone: 'waiting', text: worksOfflineText(phase.pending) }
    case 'unauthenticated':
      return { icon: 'review', tone: 'needsYou', text: i18n.t('Sign in to send') }
    case 'otherUsersDevice':
      return { icon: 'review', tone: 'needsYou', text: i18n.t('Sign in as {author} to send', { author }) }
    case 'deviceRevoked':
      return { icon: 'review', tone: 'needsYou', text: i18n.t('This device was signed out by an administrator') }
    case 'forbidden':
      return { icon: 'review', tone: 'needsYou', text: i18n.t('No access to this workspace') }
    case 'updateNeeded':
      return { icon: 'review', tone: 'needsYou', text: i18n.t('Update Satchel to send') }
    case 'loading':
      return { icon: 'sending', tone: 'waiting', text: loadingText(phase.received, phase.rows) }
    case 'refused':
      return { icon: 'refused', tone: 'refused', text: i18n.t('{count, number} refused', { count: phase.count }) }
    case 'review':
      return {
        icon: 'review',
        tone: 'needsYou',
        text: i18n.t('{count, plural, one {# needs review} other {# need review}}', { count: phase.count }),
      }
    case 'offline':
      return { icon: 'offline', tone: 'waiting', text: offlineText(phase.pending) }
    case 'sending':
      return {
        icon: 'sending',
        tone: 'waiting',
        text: i18n.t('Sending {nth, number} of {of, number}', { nth: phase.nth, of: phase.of }),
      }
    case 'pending':
      return { icon: 'onDevice', tone: 'waiting', text: i18n.t('{count, number} pending', { count: phase.count }) }
    case 'signedOut':
    case 'synced':
      return {
        icon: phase.lastSuccess ? 'synced' : 'onDevice',
        tone: 'calm',
        text: syncedText(phase.lastSuccess, nowMs),
      }
  }
}

function loadingText(received: number, rows: number): string {
  return i18n.t('Receiving {received} of {rows}', {
    received: i18n.number(received),
    rows: i18n.number(Math.max(rows, received)),
  })
}

function offlineText(pending: number): string {
  return pending === 0 ? i18n.t('Offline') : i18n.t('Offline, {pending, number} saved on this device', { pending })
}

function worksOfflineText(pending: number): string {
  return pending === 0
    ? i18n.t('Working offline')
    : i18n.t('Working offline, {pending, number} saved on this device', { pending })
}

function syncedText(lastSuccess: Date | undefined, nowMs: number): string {
  return lastSuccess ? i18n.t('Synced {ago}', { ago: agoText(lastSuccess, nowMs) }) : i18n.t('Not synced yet')
}

/** What gives way to the storage's warning. */
const CALM: ReadonlySet<SyncPhase['kind']> = new Set([
  'worksOffline',
  'offline',
  'sending',
  'pending',
  'signedOut',
  'synced',
])

function nearlyFullChip(): Chip {
  return { icon: 'review', tone: 'needsYou', text: i18n.t('Storage nearly full') }
}

/** The clock, read again every half minute. */
function useHalfMinute(): number {
  const [nowMs, setNowMs] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 30_000)
    return () => clearInterval(timer)
  }, [])
  return nowMs
}

/** Asked again with the clock. */
function useNearlyFull(nowMs: number): boolean {
  const [nearlyFull, setNearlyFull] = useState(false)
  useEffect(() => {
    void readStorage().then((storage) => setNearlyFull(storage !== undefined && isNearlyFull(storage)))
  }, [nowMs])
  return nearlyFull
}
