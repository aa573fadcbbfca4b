import { i18n } from '@lingui/core'
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { SIGN_IN, type SyncPhase, useSync } from '../../hooks/use-sync.tsx'
import { agoText } from '../../i18n/show-value.ts'
import { useSession } from '../session/session-context.ts'
import { isNearlyFull, readStorage } from '../settings/storage.ts'
import { usePendingPanel } from './pending-panel.tsx'
import { type MarkIcon, StateMark, type Tone } from '../../ui/state-mark.tsx'

/** Where this device stands, in UX.md's words, under the title of every screen. */
export function StateChip() {
  const { state, review } = useSync()
  const { giveWay } = usePendingPanel()
  const { name } = useSession().entry
  const nowMs = useHalfMinute()
  const nearlyFull = useNearlyFull(nowMs)
  const chip = nearlyFull && CALM.has(state.kind) ? nearlyFullChip() : chipOf(state, nowMs, name)
  const toSignIn = (of: Chip) => (
    <Link to="/sign-in" onClick={giveWay} className="relative after:absolute after:-inset-x-1 after:-inset-y-3">
      <Mark chip={of} />
    </Link>
  )
  if (SIGN_IN.has(state.kind)) return toSignIn(chip)
  // The last success stays one: beside it stands that there will be no other.
  if (state.kind === 'signedOut')
    return (
      <p className="flex flex-wrap gap-1">
        <Mark chip={chip} /> {toSignIn({ icon: 'offline', tone: 'waiting', text: i18n.t('Signed out') })}
      </p>
    )
  // Both need the person: neither hides the other.
  if (state.kind === 'refused' && review > 0)
    return (
      <p className="flex flex-wrap gap-1">
        <Mark chip={chip} /> <Mark chip={chipOf({ kind: 'review', count: review }, nowMs, name)} />
      </p>
    )
  return <Mark chip={chip} />
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
      return { icon: 'refused', tone: 'refused', text: i18n.t('{count} refused', { count: phase.count }) }
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
        text: i18n.t('Sending {nth} of {of}', { nth: phase.nth, of: phase.of }),
      }
    case 'pending':
      return { icon: 'onDevice', tone: 'waiting', text: i18n.t('{count} pending', { count: phase.count }) }
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
  return pending === 0 ? i18n.t('Offline') : i18n.t('Offline, {pending} saved on this device', { pending })
}

function worksOfflineText(pending: number): string {
  return pending === 0
    ? i18n.t('Working offline')
    : i18n.t('Working offline, {pending} saved on this device', { pending })
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
