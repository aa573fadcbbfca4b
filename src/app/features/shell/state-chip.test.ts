import { fireEvent, screen, within } from '@testing-library/react'
import { beforeAll, describe, expect, it } from 'vitest'
import type { SyncState } from '../../../db/local-api.ts'
import { phaseOf } from '../../hooks/use-sync.tsx'
import { activateLanguage } from '../../i18n/i18n.ts'
import { createFakeSatchel } from '../../testing/fake-satchel.ts'
import { renderApp } from '../../testing/render-app.tsx'
import { chipOf } from './state-chip.tsx'

const NOW_MS = Date.parse('2026-11-20T10:00:00Z')
const settings = { sendMode: 'automatic', worksOffline: false, deviceName: '' } as const
const quiet: SyncState = {
  ...{ pending: 0, review: 0, refused: 0, leaving: 0, unconfirmed: 0, pendingOf: {} },
  ...{ settings, sending: false, online: true, unread: 0 },
}
const worksOffline = { ...settings, worksOffline: true }

describe('the header chip', () => {
  beforeAll(activateLanguage)

  it.each<[string, Partial<SyncState>]>([
    ['Not synced yet', {}],
    ['Synced just now', { lastSuccessMs: NOW_MS - 20_000 }],
    ['Synced 5 min ago', { lastSuccessMs: NOW_MS - 5 * 60_000 }],
    ['Synced 3 h ago', { lastSuccessMs: NOW_MS - 3 * 3_600_000 }],
    ['3 pending', { pending: 3 }],
    ['Sending 2 of 3', { pending: 2, sending: true }],
    ['Sending 1 of 1', { pending: 3, unconfirmed: 2, sending: true }],
    ['3 pending', { pending: 3, unconfirmed: 3, sending: true }],
    ['Working offline', { settings: worksOffline }],
    ['Working offline, 3 saved on this device', { settings: worksOffline, pending: 3, refused: 1, online: false }],
    ['Offline', { online: false }],
    ['Offline, 3 saved on this device', { pending: 3, online: false }],
    ['Offline, 1,001 saved on this device', { pending: 1_001, online: false }],
    ['1 needs review', { pending: 3, review: 1, online: false }],
    ['1 refused', { pending: 3, review: 1, refused: 1 }],
    ['Sign in to send', { pending: 3, refused: 1, pause: { kind: 'unauthenticated' } }],
    ['Synced 5 min ago', { lastSuccessMs: NOW_MS - 5 * 60_000, pause: { kind: 'unauthenticated' } }],
    ['Sign in as Ana to send', { pending: 3, pause: { kind: 'otherUsersDevice' } }],
    ['Update Satchel to send', { pause: { kind: 'updateNeeded' } }],
    ['Receiving 500 of 1,000', { progress: { received: 500, rows: 1_000 } }],
  ])('[UI3] [UI102] says "%s"', (text, state) => {
    const waiting = state.unconfirmed ? 1 : 3
    expect(chipOf(phaseOf({ ...quiet, ...state }, waiting), NOW_MS, 'Ana').text).toBe(text)
  })

  it('[UI3] shows no tick before the first sync', () => {
    const iconOf = (state: Partial<SyncState>) => chipOf(phaseOf({ ...quiet, ...state }, 0), NOW_MS, 'Ana').icon
    expect([iconOf({}), iconOf({ lastSuccessMs: NOW_MS })]).toEqual(['onDevice', 'synced'])
  })

  it('[UI3] says both where something was refused and something needs review', async () => {
    const satchel = createFakeSatchel()
    satchel.setState({ pending: 3, review: 2, refused: 1 })
    renderApp(satchel, '/')
    const header = within(await screen.findByRole('banner'))
    expect(await header.findByText('1 refused')).toBeTruthy()
    expect(header.getByText('2 need review')).toBeTruthy()
  })

  it.each<[string[], Partial<SyncState>]>([
    [['1 refused', '2 need review', 'Working offline'], { settings: worksOffline }],
    [['1 refused', '2 need review', 'Offline'], { online: false }],
    [['1 refused', '2 need review', 'Sign in to send'], { pause: { kind: 'unauthenticated' } }],
    [['1 refused', '2 need review', 'Receiving 500 of 1,000'], { progress: { received: 500, rows: 1_000 } }],
    [['1 refused', '2 need review'], { sending: true }],
  ])('[UI3] what needs the person is not hidden by where the connection stands: %s', async (texts, state) => {
    const satchel = createFakeSatchel()
    satchel.setState({ pending: 4, review: 2, refused: 1, ...state })
    renderApp(satchel, '/')
    const header = within(await screen.findByRole('banner'))
    await header.findByText('1 refused')
    const chip = header.getByRole('heading').nextElementSibling
    expect([...(chip?.children ?? [])].map(({ textContent }) => textContent)).toEqual(texts)
  })

  it('[UI3] with nothing to send says beside the last success that the session is over, and leads to signing in', async () => {
    const satchel = createFakeSatchel()
    satchel.setState({ lastSuccessMs: Date.now() - 5 * 60_000, pause: { kind: 'unauthenticated' } })
    renderApp(satchel, '/')
    const header = within(await screen.findByRole('banner'))
    expect(await header.findByText('Synced 5 min ago')).toBeTruthy()
    expect(header.queryByText('Sign in to send')).toBeNull()
    fireEvent.click(header.getByRole('link', { name: 'Signed out' }))
    expect(await screen.findByRole('heading', { name: 'Sign in' })).toBeTruthy()
  })

  it('[UI3] is amber only for what needs a person, red only for what was refused', () => {
    const toneOf = (state: Partial<SyncState>) => chipOf(phaseOf({ ...quiet, ...state }, 0), NOW_MS, 'Ana').tone
    expect(toneOf({ pending: 1, online: false })).toBe('waiting')
    expect(toneOf({ pending: 1, review: 1 })).toBe('needsYou')
    expect(toneOf({ pending: 1, refused: 1 })).toBe('refused')
    expect(toneOf({})).toBe('calm')
  })
})
