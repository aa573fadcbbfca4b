import { fireEvent, screen, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { EntryInFlight } from '../../../sync/errors.ts'
import { buildingRow, pendingBuilding } from '../../testing/fake-satchel.ts'
import { openRegion } from '../../testing/open-region.ts'

const givenRegion = (...changes: ReturnType<typeof pendingBuilding>[]) => openRegion(changes)

describe('Discard', () => {
  it('[UI14] Discard takes one entry back', async () => {
    const { region, satchel } = await givenRegion(pendingBuilding(1, 'Mill'), pendingBuilding(2, 'Barn'))
    fireEvent.click(await region.findByRole('button', { name: 'Discard Barn' }))
    await expect.poll(() => satchel.calls).toEqual([{ kind: 'discard', entry: 2, withChildren: false }])
  })

  it('[UI14] Discard of a parent asks about its children first', async () => {
    const { region, satchel } = await givenRegion(
      pendingBuilding(1, 'Mill', { op: 'create' }),
      pendingBuilding(2, 'Lease', { waitsFor: { model: 'buildings', id: 'b1', label: 'Mill' } }),
    )
    fireEvent.click(await region.findByRole('button', { name: 'Discard Mill' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Discard Mill' }))
    expect(satchel.calls).toEqual([])
    fireEvent.click(dialog.getByRole('button', { name: 'Discard all' }))
    await expect.poll(() => satchel.calls).toEqual([{ kind: 'discard', entry: 1, withChildren: true }])
  })

  it('[UI14] an entry on its way cannot be discarded', async () => {
    const { region, satchel } = await givenRegion(
      pendingBuilding(1, 'Mill', { state: 'sending' }),
      pendingBuilding(2, 'Barn'),
    )
    expect(await region.findByRole('button', { name: 'Discard Mill' })).toHaveProperty('disabled', true)
    satchel.failNext(new EntryInFlight('b2'))
    fireEvent.click(region.getByRole('button', { name: 'Discard Barn' }))
    expect((await region.findByRole('alert')).textContent).toContain('being sent just now')
  })

  it('[UI14] every question offers Discard by the record’s name too, beside its own words', async () => {
    const theirs = { name: { version: 2, by: 'Ben', at: '' } }
    const conflict = { kind: 'conflict', serverVersion: 2, serverData: {}, fields: ['name'], theirs } as const
    const inUse = { kind: 'refused', code: 'REFERENCED', message: '', fields: {}, count: 1 } as const
    const { region, satchel } = await givenRegion(
      pendingBuilding(1, 'Mill', { group: 'review', reason: { kind: 'deleted', serverVersion: 2, by: 'Ben', at: '' } }),
      pendingBuilding(2, 'Barn', { op: 'delete', group: 'review', reason: conflict }),
      pendingBuilding(3, 'Shed', { op: 'delete', group: 'refused', reason: inUse }),
    )
    for (const name of ['Mill', 'Barn', 'Shed'])
      fireEvent.click(await region.findByRole('button', { name: `Discard ${name}` }))
    await expect
      .poll(() => satchel.calls)
      .toEqual([1, 2, 3].map((entry) => ({ kind: 'discard', entry, withChildren: false })))
  })

  it('[UI14] what was typed and discarded comes back with Undo, as the same question', async () => {
    const theirs = { name: { version: 2, by: 'Ben', at: '' } }
    const serverData = { name: 'Old mill' }
    const reason = { kind: 'conflict', serverVersion: 2, serverData, fields: ['name'], theirs } as const
    const change = pendingBuilding(1, 'Mill', {
      ...{ group: 'review', state: 'parked', reason },
      ...{ base: { name: 'Mill' }, patch: { name: 'New mill', phone: '1' } },
    })
    const { region, satchel } = await givenRegion(change)
    satchel.setRows([buildingRow('b1', { name: 'Old mill', phone: '2', floors: 3 }, { version: 2 })])
    fireEvent.click(await region.findByRole('button', { name: 'Discard Mill' }))
    fireEvent.click(await screen.findByRole('button', { name: 'Undo' }))
    const seen = buildingRow('b1', { name: 'Mill', floors: 3 }, { version: 1 })
    const again = { kind: 'update', id: 'b1', fields: change.patch, seen, asks: true }
    await expect.poll(() => satchel.calls.at(-1)).toEqual(again)
  })
})
