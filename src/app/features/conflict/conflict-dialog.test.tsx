import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import type { PendingChange } from '../../../db/local-api.ts'
import { createFakeSatchel, type FakeSatchel, pendingBuilding } from '../../testing/fake-satchel.ts'
import { renderApp } from '../../testing/render-app.tsx'

const held = { version: 2, by: 'Ben', at: '2026-11-20T09:00:00.000Z' }
const conflict = pendingBuilding(1, 'Mill', {
  group: 'review',
  state: 'parked',
  patch: { name: 'Old mill', floors: 5, phone: '1' },
  base: { name: 'Mill', floors: 2 },
  reason: {
    kind: 'conflict',
    serverVersion: 2,
    serverData: { name: 'New mill', floors: 7 },
    fields: ['floors', 'name'],
    theirs: { name: held, floors: held },
  },
})

async function open(change: PendingChange = conflict, satchel: FakeSatchel = createFakeSatchel()) {
  satchel.setPending([change])
  renderApp(satchel, '/')
  fireEvent.click(await screen.findByRole('button', { name: '1 pending change' }))
  fireEvent.click(await screen.findByRole('button', { name: 'Resolve' }))
  return { satchel, dialog: within(await screen.findByRole('dialog')) }
}

describe('the dialog of a conflict', () => {
  it('[UI18] asks field by field, named by label, with what was beside; yours is chosen to begin with', async () => {
    const { dialog } = await open()
    expect(screen.getByRole('dialog', { name: 'Resolve conflict: update Building' })).toBeTruthy()
    expect(dialog.getAllByRole('radiogroup')).toHaveLength(2)
    const name = within(dialog.getByRole('radiogroup', { name: 'Name' }))
    expect(name.getByText('Was: Mill')).toBeTruthy()
    expect(name.getByRole('radio', { name: 'Yours: Old mill' })).toHaveProperty('checked', true)
    expect(name.getByRole('radio', { name: 'Theirs: New mill' })).toHaveProperty('checked', false)
    expect(name.getByText(/^Ben, /)).toBeTruthy()
  })

  it('[UI18] theirs is chosen to begin with where the model says so', async () => {
    const { dialog } = await open({
      ...conflict,
      model: 'leases',
      patch: { rent: 100 },
      base: { rent: 90 },
      reason: { kind: 'conflict', serverVersion: 2, serverData: { rent: 110 }, fields: ['rent'], theirs: {} },
    })
    expect(dialog.getByRole('radio', { name: /^Theirs: / })).toHaveProperty('checked', true)
  })

  it('[UI19] a value per field is applied: theirs, a custom one, or both', async () => {
    const { dialog, satchel } = await open()
    const name = within(dialog.getByRole('radiogroup', { name: 'Name' }))
    const floors = within(dialog.getByRole('radiogroup', { name: 'Floors' }))
    expect(floors.queryByRole('radio', { name: 'Keep both' })).toBeNull()
    fireEvent.click(name.getByRole('radio', { name: 'Keep both' }))
    fireEvent.click(floors.getByRole('radio', { name: 'Custom value' }))
    fireEvent.change(floors.getByRole('textbox'), { target: { value: '6' } })
    fireEvent.click(dialog.getByRole('button', { name: 'Apply merge' }))
    const decision = {
      kind: 'merge',
      values: { name: 'Old mill / New mill', floors: 6 },
      seen: { name: 'New mill', floors: 7 },
    }
    await waitFor(() => expect(satchel.calls).toEqual([{ kind: 'resolve', entry: 1, decision }]))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  })

  it('[UI19] a custom value that is not valid is said, and nothing is applied', async () => {
    const { dialog, satchel } = await open()
    const name = within(dialog.getByRole('radiogroup', { name: 'Name' }))
    fireEvent.click(name.getByRole('radio', { name: 'Custom value' }))
    fireEvent.change(name.getByRole('textbox'), { target: { value: '' } })
    fireEvent.click(dialog.getByRole('button', { name: 'Apply merge' }))
    expect(name.getByText('This is needed.')).toBeTruthy()
    expect(satchel.calls).toEqual([])
  })

  it('[UI19] one button takes a whole side, and Cancel applies nothing', async () => {
    const { dialog, satchel } = await open()
    fireEvent.click(dialog.getByRole('button', { name: 'Use all theirs' }))
    expect(dialog.getAllByRole('radio', { checked: true }).map((radio) => radio.closest('label')?.textContent)).toEqual(
      ['Theirs: New mill', 'Theirs: 7'],
    )
    fireEvent.click(dialog.getByRole('button', { name: 'Use all mine' }))
    expect(dialog.getByRole('radio', { name: 'Yours: 5' })).toHaveProperty('checked', true)
    fireEvent.click(dialog.getByRole('button', { name: 'Cancel' }))
    expect(screen.queryByRole('dialog')).toBeNull()
    expect(satchel.calls).toEqual([])
  })

  it('[UI20] what was chosen survives the app', async () => {
    const { dialog, satchel } = await open()
    fireEvent.click(dialog.getByRole('radio', { name: 'Theirs: 7' }))
    const again = await open(conflict, satchel)
    expect(again.dialog.getByRole('radio', { name: 'Theirs: 7' })).toHaveProperty('checked', true)
    expect(again.dialog.getByRole('radio', { name: 'Yours: Old mill' })).toHaveProperty('checked', true)
  })

  it('[UI18] fields that merge by themselves are told, folded', async () => {
    const { dialog } = await open()
    expect(dialog.getByText('1 field merged automatically')).toBeTruthy()
  })
})
