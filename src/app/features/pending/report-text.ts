import { i18n } from '@lingui/core'
import type { DrainEnd, DrainReport } from '../../../sync/drain-report.ts'
import { isUnreachable } from './attempt-text.ts'

/** What came of "Sync now", as one says it. Only what has happened; no promise. */
export function reportText({ answered, parked, pulled, end }: DrainReport, unconfirmed: number): string {
  const done = doneText(answered - parked, pulled)
  const needsYou =
    parked > 0 ? [i18n.t('{parked, plural, one {# change needs you.} other {# changes need you.}}', { parked })] : []
  const waiting =
    unconfirmed > 0
      ? [
          i18n.t(
            '{unconfirmed, plural, one {# change waits for your confirmation.} other {# changes wait for your confirmation.}}',
            { unconfirmed },
          ),
        ]
      : []
  const nothing = done === undefined && parked === 0 && unconfirmed === 0
  const rest = end.kind === 'done' ? (nothing ? [i18n.t('Everything is up to date.')] : []) : [endText(end)]
  return [...(done === undefined ? [] : [done]), ...needsYou, ...waiting, ...rest].join(' ')
}

function doneText(sent: number, received: number): string | undefined {
  if (sent > 0 && received > 0) return i18n.t('Sent {sent, number}, received {received, number}.', { sent, received })
  if (sent > 0) return i18n.t('Sent {sent, number}, nothing new to receive.', { sent })
  return received > 0 ? i18n.t('Received {received, number}.', { received }) : undefined
}

/** Why it went no further: what happened, what is safe. */
function endText(end: Exclude<DrainEnd, { kind: 'done' }>): string {
  switch (end.kind) {
    case 'busy':
      return i18n.t('Another window of Satchel is syncing just now.')
    case 'waiting':
      return waitingText(end)
    case 'paused':
      return pausedText(end.why)
    case 'broken':
      return end.isFull
        ? i18n.t(
            'The storage of this device is full: until there is room, nothing is sent or received. What waits is safe on this device.',
          )
        : i18n.t('The storage of this device failed: {message}', { message: end.message })
  }
}

function waitingText({ error, waitMs }: Extract<DrainEnd, { kind: 'waiting' }>): string {
  if (error === undefined)
    return i18n.t('The server asked to wait {seconds, plural, one {# second} other {# seconds}}.', {
      seconds: Math.max(1, Math.ceil(waitMs / 1000)),
    })
  return isUnreachable(error)
    ? i18n.t('Could not reach the server. What waits is safe on this device.')
    : i18n.t('The server could not do it: {error}. What waits is safe on this device.', { error })
}

function pausedText(why: string): string {
  switch (why) {
    case 'worksOffline':
      return i18n.t('You are working offline. Nothing is sent or received.')
    case 'unauthenticated':
    case 'otherUsersDevice':
      return i18n.t('Sign in to send and receive.')
    case 'updateNeeded':
      return i18n.t('Update Satchel to send.')
    case 'deviceRevoked':
      return i18n.t('This device was signed out by an administrator.')
    default:
      return i18n.t('You have no access to this workspace any more. What waits is safe on this device.')
  }
}
