import { beforeAll, expect, it } from 'vitest'
import type { DrainReport } from '../../../sync/drain-report.ts'
import { activateLanguage } from '../../i18n/i18n.ts'
import { reportText } from './report-text.ts'

beforeAll(() => activateLanguage())

const report: DrainReport = { reason: 'asked', sent: 0, answered: 0, parked: 0, pulled: 0, end: { kind: 'done' } }

it.each<[Partial<DrainReport>, number, string]>([
  [{ answered: 3, pulled: 12 }, 0, 'Sent 3, received 12.'],
  [{ answered: 3 }, 0, 'Sent 3, nothing new to receive.'],
  [{ pulled: 1 }, 0, 'Received 1.'],
  [{}, 0, 'Everything is up to date.'],
  [{ answered: 3, parked: 1 }, 0, 'Sent 2, nothing new to receive. 1 change needs you.'],
  [{ answered: 1, parked: 1 }, 0, '1 change needs you.'],
  [{}, 2, '2 changes wait for your confirmation.'],
  [
    { end: { kind: 'waiting', waitMs: 900, error: 'TypeError: Failed to fetch' } },
    0,
    'Could not reach the server. What waits is safe on this device.',
  ],
  [
    { answered: 2, end: { kind: 'waiting', waitMs: 900, error: 'no more' } },
    0,
    'Sent 2, nothing new to receive. The server could not do it: no more. What waits is safe on this device.',
  ],
  [{ end: { kind: 'waiting', waitMs: 39_500 } }, 0, 'The server asked to wait 40 seconds.'],
  [{ end: { kind: 'paused', why: 'worksOffline' } }, 0, 'You are working offline. Nothing is sent or received.'],
  [{ end: { kind: 'paused', why: 'unauthenticated' } }, 0, 'Sign in to send and receive.'],
  [{ end: { kind: 'paused', why: 'updateNeeded' } }, 0, 'Update Satchel to send.'],
  [{ end: { kind: 'paused', why: 'deviceRevoked' } }, 0, 'This device was signed out by an administrator.'],
  [
    { end: { kind: 'paused', why: 'forbidden' } },
    0,
    'You have no access to this workspace any more. What waits is safe on this device.',
  ],
  [{ end: { kind: 'busy' } }, 0, 'Another window of Satchel is syncing just now.'],
  [{ end: { kind: 'broken', message: 'disk' } }, 0, 'The storage of this device failed: disk'],
  [
    { end: { kind: 'broken', message: 'disk', isFull: true } },
    0,
    'The storage of this device is full: until there is room, nothing is sent or received. What waits is safe on this device.',
  ],
])('[UI64] %j, %i unconfirmed: "%s"', (part, unconfirmed, text) => {
  expect(reportText({ ...report, ...part }, unconfirmed)).toBe(text)
})
