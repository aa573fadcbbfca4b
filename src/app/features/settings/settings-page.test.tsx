import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createFakeSatchel, pendingBuilding } from '../../testing/fake-satchel.ts'
import { renderApp } from '../../testing/render-app.tsx'

async function givenSettings() {
  const satchel = createFakeSatchel()
  renderApp(satchel, '/settings')
  await screen.findByRole('radio', { name: 'Send automatically' })
  return satchel
}

/** What a browser has and jsdom has not. */
function stubNavigator(part: object): void {
  for (const [name, value] of Object.entries(part))
    Object.defineProperty(navigator, name, { configurable: true, value })
}

afterEach(() => {
  for (const name of ['storage', 'clipboard', 'serviceWorker']) Reflect.deleteProperty(navigator, name)
})

describe('settings', () => {
  it('[UI62] changes leave by themselves, or only when the person says', async () => {
    const satchel = await givenSettings()
    expect(screen.getByRole('radio', { name: 'Send automatically' })).toHaveProperty('checked', true)
    fireEvent.click(screen.getByRole('radio', { name: 'Only when I say' }))
    await waitFor(() => expect(screen.getByRole('radio', { name: 'Only when I say' })).toHaveProperty('checked', true))
    expect(satchel.calls).toEqual([{ kind: 'settings', change: { sendMode: 'onConfirm' } }])
  })

  it('[UI62] [UI60] work offline is a switch, and the chip says so', async () => {
    const satchel = await givenSettings()
    fireEvent.click(screen.getByRole('switch', { name: 'Work offline' }))
    expect(await screen.findByText('Working offline')).toBeTruthy()
    expect(screen.getByRole('switch', { name: 'Work offline' })).toHaveProperty('checked', true)
    fireEvent.click(screen.getByRole('switch', { name: 'Work offline' }))
    await waitFor(() => expect(screen.queryByText('Working offline')).toBeNull())
    expect(satchel.calls.map(({ kind }) => kind)).toEqual(['settings', 'settings'])
  })

  it('[UI62] a wish that cannot be stored is told, and the control goes back', async () => {
    const satchel = await givenSettings()
    satchel.failNext(new Error('the disk is full'))
    fireEvent.click(screen.getByRole('switch', { name: 'Work offline' }))
    expect(screen.getByRole('switch', { name: 'Work offline' })).toHaveProperty('checked', true)
    await waitFor(() => expect(screen.getByRole('status').textContent).toMatch(/the disk is full/))
    expect(screen.getByRole('switch', { name: 'Work offline' })).toHaveProperty('checked', false)
  })

  it('[UI62] no button is there twice while the pending changes are open beside', async () => {
    await givenSettings()
    expect(screen.getByRole('button', { name: 'Sync now' })).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'All synced' }))
    const region = within(await screen.findByRole('region', { name: 'Pending changes' }))
    for (const name of ['Sync now', 'Export all', 'Import']) {
      expect(screen.getByRole('button', { name })).toBe(region.getByRole('button', { name }))
    }
  })

  it('[UI62] the device’s name is kept when its field is left', async () => {
    const satchel = await givenSettings()
    const name = screen.getByRole('textbox', { name: 'Device name' })
    fireEvent.change(name, { target: { value: 'Site phone' } })
    expect(satchel.calls).toEqual([])
    fireEvent.blur(name)
    await waitFor(() => expect(satchel.calls).toEqual([{ kind: 'settings', change: { deviceName: 'Site phone' } }]))
    fireEvent.blur(name)
    expect(satchel.calls).toHaveLength(1)
  })

  it('[UI62] says how full the storage is, and asks the browser to keep it', async () => {
    const persist = vi.fn(() => Promise.resolve(true))
    const estimate = () => Promise.resolve({ usage: 12_300_000, quota: 2_000_000_000 })
    stubNavigator({ storage: { estimate, persisted: () => Promise.resolve(false), persist } })
    await givenSettings()
    expect(await screen.findByText(/^Storage: 13\sMB of 2\sGB used$/)).toBeTruthy()
    expect(screen.getByRole('meter', { name: 'Storage used' })).toBeTruthy()
    expect(screen.getByText('The browser may clear it when space is short.')).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'Ask the browser to keep it' }))
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Ask the browser to keep it' })).toBeNull())
    expect(screen.getByRole('status').textContent).toBe('The browser has promised to keep it.')
  })

  it('[UI62] a browser that does not tell is no error', async () => {
    await givenSettings()
    expect(await screen.findByText('This browser does not tell how much storage is used.')).toBeTruthy()
  })

  it('[UI62] looks for a newer version when asked', async () => {
    const registration = { update: vi.fn(() => Promise.resolve()), installing: null, waiting: null as object | null }
    stubNavigator({ serviceWorker: { getRegistration: () => Promise.resolve(registration) } })
    await givenSettings()
    const look = async (text: string) => {
      fireEvent.click(screen.getByRole('button', { name: 'Check for update' }))
      await waitFor(() => expect(screen.getByRole('status').textContent).toBe(text))
    }
    await look('This is the newest version.')
    registration.waiting = {}
    await look('A new version is ready.')
    registration.update.mockRejectedValueOnce(new TypeError('offline'))
    await look('Could not reach the server.')
  })

  it('[UI65] diagnostics are copied as text that a person can read', async () => {
    const copied: string[] = []
    stubNavigator({ clipboard: { writeText: async (text: string) => void copied.push(text) } })
    const satchel = await givenSettings()
    const event = { at: '2026-11-20T10:00:00.000Z', kind: 'failed', detail: { message: 'HTTP 503' } }
    act(() => satchel.setEvents(Array.from({ length: 500 }, () => event)))
    act(() => satchel.setPending([pendingBuilding(1, 'Mill')]))
    fireEvent.click(screen.getByRole('button', { name: 'Copy diagnostics' }))
    await waitFor(() => expect(copied).toHaveLength(1))
    const [text = ''] = copied
    expect(text).toMatch(/^Satchel 0\.0\.0-test\n/)
    for (const line of ['device: device-1', '  buildings: 0', '  open: 1', 'Events (500, newest first)'])
      expect(text).toContain(`${line}\n`)
    expect(text.match(/2026-11-20T10:00:00\.000Z failed: Failed: HTTP 503/g)).toHaveLength(500)
    expect(text).not.toMatch(/cookie|password/i)
    expect(screen.getByRole('status').textContent).toBe('Diagnostics copied')
  })

  it('[UI65] diagnostics leave out what records hold, unless the person wants it in', async () => {
    const copied: string[] = []
    stubNavigator({ clipboard: { writeText: async (text: string) => void copied.push(text) } })
    const satchel = await givenSettings()
    const reason = { kind: 'conflict', serverVersion: 2, serverData: { name: 'Theirs' }, fields: ['name'], theirs: {} }
    const detail = { model: 'buildings', id: 'b1', op: 'update', patch: { name: 'Mine' }, base: { values: {} }, reason }
    act(() => satchel.setEvents([{ at: '2026-11-20T10:00:00.000Z', kind: 'parked', detail }]))
    fireEvent.click(screen.getByRole('button', { name: 'Copy diagnostics' }))
    await waitFor(() => expect(copied).toHaveLength(1))
    expect(copied[0]).toContain('"id":"b1","op":"update","patch":{"name":"text of 4"}')
    expect(copied[0]).not.toMatch(/Mine|Theirs/)
    fireEvent.click(screen.getByRole('button', { name: 'Copy with record contents' }))
    await waitFor(() => expect(copied).toHaveLength(2))
    expect(copied[1]).toMatch(/"patch":\{"name":"Mine"\}.*"serverData":\{"name":"Theirs"\}/)
  })

  it('[UI64] Sync now is here too, and says what came of it', async () => {
    const satchel = await givenSettings()
    fireEvent.click(within(screen.getByRole('region', { name: 'Sending' })).getByRole('button', { name: 'Sync now' }))
    await screen.findByRole('button', { name: 'Syncing…' })
    act(() => satchel.endSync({ answered: 3, pulled: 12 }))
    await waitFor(() => expect(screen.getByRole('status').textContent).toBe('Sent 3, received 12.'))
  })
})
