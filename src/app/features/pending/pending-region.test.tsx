import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { buildingRow, createFakeSatchel, pendingBuilding } from '../../testing/fake-satchel.ts'
import { openRegion } from '../../testing/open-region.ts'
import { renderApp } from '../../testing/render-app.tsx'

const givenRegion = (...changes: ReturnType<typeof pendingBuilding>[]) => openRegion(changes)

describe('the region "Pending changes"', () => {
  it('[UI12] says that everything is synced when nothing waits', async () => {
    const { region } = await givenRegion()
    expect(await region.findByText('No pending changes. Everything is synced.')).toBeTruthy()
    expect(region.queryAllByRole('listitem')).toHaveLength(0)
  })

  it('[UI12] groups what waits under headings with counts', async () => {
    const { region } = await givenRegion(
      pendingBuilding(1, 'Mill', { op: 'create' }),
      pendingBuilding(2, 'Barn'),
      pendingBuilding(3, 'Shed', { group: 'review', reason: { kind: 'deleted', serverVersion: 2, by: 'Ben', at: '' } }),
      pendingBuilding(4, 'Silo', { group: 'refused', reason: { kind: 'failed', message: 'too often' } }),
    )
    expect(await region.findByRole('heading', { name: 'Needs review (1)' })).toBeTruthy()
    expect(region.getByRole('heading', { name: 'Refused (1)' })).toBeTruthy()
    expect(region.getByRole('heading', { name: 'Ready to push (2)' })).toBeTruthy()
  })

  it('[UI13] names each entry by label, operation and model, with its attempts and last error', async () => {
    const { region } = await givenRegion(pendingBuilding(1, 'Mill', { attempts: 2, lastError: 'unreachable' }))
    const item = within(await region.findByRole('listitem', { name: 'Mill update Building' }))
    expect(item.getByText('2 attempts')).toBeTruthy()
    expect(item.getByText('The last attempt failed: unreachable')).toBeTruthy()
  })

  it('[UI13] says what a held entry waits for', async () => {
    const waitsFor = { model: 'buildings', id: 'b9', label: 'Mill' }
    const { region } = await givenRegion(pendingBuilding(1, 'Lease', { state: 'held', waitsFor }))
    expect(await region.findByText('Waits for Building Mill')).toBeTruthy()
  })

  it('[UI27] has the focus at its heading when it was opened', async () => {
    await givenRegion()
    expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Pending changes' }))
  })

  it('[UI15] Sync now says Syncing… until the drain has ended', async () => {
    const { region, satchel } = await givenRegion()
    fireEvent.click(region.getByRole('button', { name: 'Sync now' }))
    expect(await region.findByRole('button', { name: 'Syncing…' })).toBeTruthy()
    satchel.endSync()
    expect(await region.findByRole('button', { name: 'Sync now' })).toBeTruthy()
    expect(satchel.calls).toEqual([{ kind: 'sync' }])
  })

  it('[UI16] a record deleted elsewhere can be restored or given up', async () => {
    const reason = { kind: 'deleted', serverVersion: 2, by: 'Ben', at: '' } as const
    const { region, satchel } = await givenRegion(
      pendingBuilding(1, 'Mill', { group: 'review', state: 'parked', reason }),
    )
    expect(await region.findByText('This record was deleted by Ben.')).toBeTruthy()
    fireEvent.click(region.getByRole('button', { name: 'Restore with my changes' }))
    fireEvent.click(region.getByRole('button', { name: 'Discard my changes' }))
    await expect
      .poll(() => satchel.calls)
      .toEqual([
        { kind: 'resolve', entry: 1, decision: { kind: 'insist' } },
        { kind: 'discard', entry: 1, withChildren: false },
      ])
  })

  it('[UI16] a record deleted here and changed there can be deleted anyway or kept', async () => {
    const theirs = { name: { version: 2, by: 'Ben', at: '' } }
    const reason = { kind: 'conflict', serverVersion: 2, serverData: {}, fields: ['name'], theirs } as const
    const { region, satchel } = await givenRegion(
      pendingBuilding(1, 'Mill', { op: 'delete', group: 'review', state: 'parked', reason }),
    )
    expect(await region.findByText('You deleted this record; Ben changed Name.')).toBeTruthy()
    fireEvent.click(region.getByRole('button', { name: 'Delete anyway' }))
    fireEvent.click(region.getByRole('button', { name: 'Keep the record' }))
    await expect
      .poll(() => satchel.calls)
      .toEqual([
        { kind: 'resolve', entry: 1, decision: { kind: 'insist' } },
        { kind: 'discard', entry: 1, withChildren: false },
      ])
  })

  it('[UI17] any other refusal is said in words, and can be tried again or edited', async () => {
    const reason = { kind: 'refused', code: 'INVALID', message: '', fields: { name: 'required' } } as const
    const { region, satchel } = await givenRegion(
      pendingBuilding(1, 'Mill', { group: 'refused', state: 'parked', reason }),
    )
    expect(await region.findByText('Name: This is needed.')).toBeTruthy()
    expect(region.getByRole('button', { name: 'Edit' })).toBeTruthy()
    fireEvent.click(region.getByRole('button', { name: 'Try again' }))
    expect(satchel.calls).toEqual([{ kind: 'retry', entry: 1 }])
  })

  it('[UI11] opening it leaves a form under it as it was', async () => {
    const satchel = createFakeSatchel()
    satchel.setRows([buildingRow('b1', { name: 'Mill' })])
    renderApp(satchel, '/buildings/b1')
    const name = await screen.findByLabelText('Name')
    fireEvent.change(name, { target: { value: 'Old mill' } })
    fireEvent.click(screen.getByRole('button', { name: 'All synced' }))
    await screen.findByRole('region', { name: 'Pending changes' })
    fireEvent.click(screen.getByRole('button', { name: 'Close' }))
    expect(screen.getByLabelText('Name')).toBe(name)
    expect(name).toHaveProperty('value', 'Old mill')
  })

  it('[UI27] Escape closes it and gives the focus back; an entry that goes away leaves the focus to the heading', async () => {
    const { satchel, region } = await givenRegion(pendingBuilding(1, 'Mill'), pendingBuilding(2, 'Barn'))
    const discard = region.getByRole('button', { name: 'Discard Mill' })
    discard.focus()
    act(() => satchel.setPending([pendingBuilding(2, 'Barn')]))
    await waitFor(() => expect(document.activeElement).toBe(region.getByRole('heading', { name: 'Pending changes' })))
    fireEvent.keyDown(document.activeElement ?? document.body, { key: 'Escape' })
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Pending changes' })).toBeNull())
  })

  it('[UI27] Escape under an open dialog is the dialog’s, wherever the focus is', async () => {
    await givenRegion(pendingBuilding(1, 'Mill'))
    const dialog = document.body.appendChild(document.createElement('dialog'))
    dialog.setAttribute('open', '')
    fireEvent.keyDown(document.body, { key: 'Escape' })
    expect(screen.getByRole('region', { name: 'Pending changes' })).toBeTruthy()
    dialog.remove()
    fireEvent.keyDown(document.body, { key: 'Escape' })
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Pending changes' })).toBeNull())
  })

  it('[UI14] a discarded create can be brought back', async () => {
    const { satchel, region } = await givenRegion(pendingBuilding(1, 'Mill', { op: 'create', patch: { name: 'Mill' } }))
    fireEvent.click(region.getByRole('button', { name: 'Discard Mill' }))
    fireEvent.click(await screen.findByRole('button', { name: 'Undo' }))
    await waitFor(() =>
      expect(satchel.calls).toEqual([
        { kind: 'discard', entry: 1, withChildren: false },
        { kind: 'create', id: 'b1', fields: { name: 'Mill' } },
      ]),
    )
  })

  it('[UI121] what others have changed in the same fields is said of an entry before it is confirmed, and who, if that is known', async () => {
    const { region } = await openRegion([
      pendingBuilding(1, 'Mill', { state: 'unconfirmed', meanwhile: { fields: ['name', 'floors'], by: 'Ben' } }),
      pendingBuilding(2, 'Barn', { state: 'unconfirmed', meanwhile: { fields: ['name'] } }),
    ])
    const entry = (label: string) => within(region.getByRole('listitem', { name: `${label} update Building` }))
    expect(entry('Mill').getByText('Ben changed Name and Floors meanwhile.')).toBeTruthy()
    expect(entry('Barn').getByText('Others changed Name meanwhile.')).toBeTruthy()
    expect(region.queryByText('Needs review (2)')).toBeNull()
  })

  it('[UI63] each change that waits for the person’s word has Confirm, all together Confirm all', async () => {
    const { satchel, region } = await givenRegion(
      pendingBuilding(1, 'Mill', { state: 'unconfirmed' }),
      pendingBuilding(2, 'Barn', { state: 'unconfirmed' }),
      pendingBuilding(3, 'Shed'),
    )
    const settings = { sendMode: 'onConfirm', worksOffline: false, deviceName: '' } as const
    act(() => satchel.setState({ settings }))
    const mill = within(await region.findByRole('listitem', { name: 'Mill update Building' }))
    expect(mill.getByText('Not confirmed')).toBeTruthy()
    const confirm = mill.getByRole('button', { name: 'Confirm', description: 'Mill update Building' })
    fireEvent.click(confirm)
    await waitFor(() => expect(screen.getByRole('status').textContent).toBe('1 change confirmed'))
    const shed = within(region.getByRole('listitem', { name: 'Shed update Building' }))
    expect(shed.queryByRole('button', { name: 'Confirm' })).toBeNull()
    fireEvent.click(await region.findByRole('button', { name: 'Confirm all' }))
    await waitFor(() => expect(satchel.calls.slice(-1)).toEqual([{ kind: 'confirm', entries: [1, 2] }]))
    expect(satchel.calls).toEqual([
      { kind: 'confirm', entries: [1] },
      { kind: 'confirm', entries: [1, 2] },
    ])
    expect(screen.getByRole('status').textContent).toBe('2 changes confirmed')
    act(() => satchel.setPending([pendingBuilding(3, 'Shed')]))
    await waitFor(() => expect(region.queryByRole('button', { name: 'Confirm all' })).toBeNull())
  })

  it('[UI64] Sync now says what came of it, in the live region and in the region, until the next one', async () => {
    const { satchel, region } = await givenRegion()
    fireEvent.click(region.getByRole('button', { name: 'Sync now' }))
    await region.findByRole('button', { name: 'Syncing…' })
    act(() => satchel.endSync({ answered: 3, pulled: 12 }))
    expect(await region.findByText('Sent 3, received 12.')).toBeTruthy()
    expect(screen.getByRole('status').textContent).toBe('Sent 3, received 12.')
    fireEvent.click(region.getByRole('button', { name: 'Sync now' }))
    await waitFor(() => expect(region.queryByText('Sent 3, received 12.')).toBeNull())
  })

  it.each([
    ['the server was reached', { lastSuccessMs: 1 }],
    ['the person works offline', { settings: { sendMode: 'automatic', worksOffline: true, deviceName: '' } }],
  ] as const)('[UI118] what came of Sync now is not said any more when %s', async (_, next) => {
    const { satchel, region } = await givenRegion()
    fireEvent.click(region.getByRole('button', { name: 'Sync now' }))
    await region.findByRole('button', { name: 'Syncing…' })
    act(() => satchel.endSync({ end: { kind: 'waiting', waitMs: 1000, error: 'TypeError: Failed to fetch' } }))
    const text = 'Could not reach the server. What waits is safe on this device.'
    expect(await region.findByText(text)).toBeTruthy()
    expect(screen.getByRole('status').textContent).toBe(text)
    act(() => satchel.setState(next))
    await waitFor(() => expect(region.queryByText(text)).toBeNull())
    await waitFor(() => expect(screen.getByRole('status').textContent).toBe(''))
  })

  it('[UI118] that the person works offline is said once, and not after they have gone online', async () => {
    const { satchel, region } = await givenRegion()
    const settings = { sendMode: 'automatic', worksOffline: true, deviceName: '' } as const
    act(() => satchel.setState({ settings }))
    await region.findByRole('button', { name: 'Go online' })
    fireEvent.click(region.getByRole('button', { name: 'Sync now' }))
    await region.findByRole('button', { name: 'Syncing…' })
    act(() => satchel.endSync({ end: { kind: 'paused', why: 'worksOffline' } }))
    const text = 'You are working offline. Nothing is sent or received.'
    await waitFor(() => expect(screen.getByRole('status').textContent).toBe(text))
    expect(region.getAllByText(text)).toHaveLength(1)
    act(() => satchel.setState({ settings: { ...settings, worksOffline: false } }))
    await waitFor(() => expect(region.queryByText(text)).toBeNull())
    await waitFor(() => expect(screen.getByRole('status').textContent).toBe(''))
  })

  it('[UI118] what was sent and received stays when its success is read after it', async () => {
    const { satchel, region } = await givenRegion()
    fireEvent.click(region.getByRole('button', { name: 'Sync now' }))
    await region.findByRole('button', { name: 'Syncing…' })
    act(() => satchel.endSync({ answered: 3, pulled: 12 }))
    expect(await region.findByText('Sent 3, received 12.')).toBeTruthy()
    act(() => satchel.setState({ lastSuccessMs: 1, pending: 1 }))
    await screen.findByRole('button', { name: '1 pending change' })
    expect(region.getByText('Sent 3, received 12.')).toBeTruthy()
  })

  it('[UI60] says that the person works offline, and takes them back', async () => {
    const { satchel, region } = await givenRegion(pendingBuilding(1, 'Mill'))
    act(() => satchel.setState({ settings: { sendMode: 'automatic', worksOffline: true, deviceName: '' } }))
    expect(await region.findByText('You are working offline. Nothing is sent or received.')).toBeTruthy()
    fireEvent.click(region.getByRole('button', { name: 'Go online' }))
    await waitFor(() => expect(satchel.calls).toEqual([{ kind: 'settings', change: { worksOffline: false } }]))
  })

  it('[UI67] a list that cannot be read leaves Sync now and Export all in place', async () => {
    const { satchel, region } = await givenRegion(pendingBuilding(1, 'Mill'))
    await region.findByRole('listitem', { name: 'Mill update Building' })
    satchel.pendingChanges = () => Promise.reject(new DOMException('corrupt', 'UnknownError'))
    const silent = vi.spyOn(console, 'error').mockReturnValue(undefined)
    act(() => satchel.setState({ pending: 1 }))
    expect((await region.findByRole('alert')).textContent).toMatch(/cannot be read/)
    silent.mockRestore()
    URL.createObjectURL = () => 'blob:x'
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue(undefined)
    fireEvent.click(region.getByRole('button', { name: 'Export all' }))
    await waitFor(() => expect(screen.getByRole('status').textContent).toBe('1 change saved to a file.'))
  })

  it('[UI66] an import tells what it would do, and does it only then', async () => {
    const { satchel, region } = await givenRegion()
    satchel.setImportReport({
      added: [
        { model: 'buildings', id: 'b1', label: 'Mill', op: 'update', needsReview: false },
        { model: 'buildings', id: 'b2', label: 'Barn', op: 'create', needsReview: true },
      ],
      waits: [{ model: 'buildings', id: 'b3', label: 'Shed' }],
      ...{ here: 4, drafts: 1, unusable: [{ kind: 'unreadable' }], foreign: 2 },
    })
    const file = new File(['text'], 'satchel.json')
    fireEvent.change(region.getByLabelText('File to import'), { target: { files: [file] } })
    const dialog = within(await screen.findByRole('dialog', { name: 'Import changes' }))
    expect(await dialog.findByText(/^2 changes are added to what waits/)).toBeTruthy()
    for (const text of [
      /^1 of them needs your review/,
      /^4 changes are here/,
      /^1 draft is kept/,
      /^Left out/,
      /another person/,
    ])
      expect(dialog.getByText(text)).toBeTruthy()
    expect(dialog.getAllByRole('listitem').map((item) => item.textContent)).toEqual([
      'Mill update Building',
      'Barn create Building',
      'Shed Building',
      'A damaged record',
    ])
    expect(satchel.calls).toEqual([{ kind: 'import', file: 'text', isDryRun: true }])
    fireEvent.click(dialog.getByRole('button', { name: 'Import 2 changes' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(satchel.calls.slice(1)).toEqual([{ kind: 'import', file: 'text', isDryRun: false }])
    expect(screen.getByRole('status').textContent).toBe('2 changes imported')
  })

  it('[UI66] a file that is none of ours is refused', async () => {
    const { region } = await givenRegion()
    fireEvent.change(region.getByLabelText('File to import'), { target: { files: [new File(['x'], 'x.json')] } })
    const dialog = within(await screen.findByRole('dialog', { name: 'Import changes' }))
    expect((await dialog.findByRole('alert')).textContent).toBe('This is no file that Satchel has saved.')
    expect(dialog.queryByRole('button', { name: /^Import/ })).toBeNull()
  })
})
