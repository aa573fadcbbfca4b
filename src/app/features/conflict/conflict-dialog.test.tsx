import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import type { PendingChange } from '../../../db/local-api.ts'
import { createFakeSatchel, type FakeSatchel, pendingBuilding } from '../../testing/fake-satchel.ts'
import { renderApp } from '../../testing/render-app.tsx'
import type { Conflict } from './choices.ts'

const held = { version: 2, by: 'Ben', at: '2026-11-20T09:00:00.000Z' }
const reason: Conflict = {
  kind: 'conflict',
  serverVersion: 2,
  serverData: { name: 'New mill', floors: 7, address: 'Dock 2' },
  fields: ['floors', 'name'],
  theirs: { name: held, floors: held },
  taken: { address: { was: 'Dock 1', holder: held } },
}
const conflict = pendingBuilding(1, 'Mill', {
  group: 'review',
  state: 'parked',
  patch: { name: 'Old mill', floors: 5, phone: '1' },
  base: { name: 'Mill', floors: 2 },
  reason,
})

async function open(change: PendingChange = conflict, satchel: FakeSatchel = createFakeSatchel()) {
  satchel.setPending([change])
  renderApp(satchel, '/')
  fireEvent.click(await screen.findByRole('button', { name: '1 pending change' }))
  fireEvent.click(await screen.findByRole('button', { name: 'Resolve' }))
  const dialog = within(await screen.findByRole('dialog'))
  const group = (name: string) => within(dialog.getByRole('radiogroup', { name }))
  const apply = () => fireEvent.click(dialog.getByRole('button', { name: 'Apply merge' }))
  const move = (next: Partial<PendingChange>) => act(() => satchel.setPending([{ ...change, ...next }]))
  return { satchel, dialog, group, apply, move }
}

const valuesOf = (satchel: FakeSatchel) =>
  satchel.calls.map((call) => call.kind === 'resolve' && call.decision.kind === 'merge' && call.decision.values)

describe('the dialog of a conflict', () => {
  it('[UI18] asks field by field, named by label, with what was beside; yours is chosen to begin with', async () => {
    const { dialog, group } = await open()
    expect(screen.getByRole('dialog', { name: 'Resolve conflict: update Building' })).toBeTruthy()
    expect(dialog.getAllByRole('radiogroup')).toHaveLength(2)
    const name = group('Name')
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
    const { group, apply, satchel } = await open()
    expect(group('Floors').queryByRole('radio', { name: 'Keep both' })).toBeNull()
    fireEvent.click(group('Name').getByRole('radio', { name: 'Keep both' }))
    fireEvent.click(group('Floors').getByRole('radio', { name: 'Custom value' }))
    fireEvent.change(group('Floors').getByRole('textbox'), { target: { value: '6' } })
    apply()
    const values = { name: 'Old mill / New mill', floors: 6 }
    const decision = { kind: 'merge', values, seen: reason.serverData }
    await waitFor(() => expect(satchel.calls).toEqual([{ kind: 'resolve', entry: 1, decision }]))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  })

  it('[UI19] a custom value that is not valid is said, nothing is applied, and the focus goes to it', async () => {
    const { group, apply, satchel } = await open()
    fireEvent.click(group('Name').getByRole('radio', { name: 'Custom value' }))
    const editor = group('Name').getByRole('textbox')
    fireEvent.change(editor, { target: { value: '' } })
    apply()
    expect(group('Name').getByText('This is needed.')).toBeTruthy()
    expect(document.activeElement).toBe(editor)
    expect(satchel.calls).toEqual([])
  })

  it('[UI19] a custom value is there again after a look at another choice', async () => {
    const { group } = await open()
    fireEvent.click(group('Floors').getByRole('radio', { name: 'Custom value' }))
    fireEvent.change(group('Floors').getByRole('textbox'), { target: { value: '11' } })
    fireEvent.click(group('Floors').getByRole('radio', { name: 'Yours: 5' }))
    fireEvent.click(group('Floors').getByRole('radio', { name: 'Custom value' }))
    expect(group('Floors').getByRole('textbox')).toHaveProperty('value', '11')
  })

  it('[UI19] one button takes a whole side, and Cancel applies nothing', async () => {
    const { dialog, satchel } = await open()
    const checked = () =>
      dialog.getAllByRole('radio', { checked: true }).map((radio) => radio.getAttribute('aria-label'))
    fireEvent.click(dialog.getByRole('button', { name: 'Use all theirs' }))
    expect(checked()).toEqual(['Theirs: New mill', 'Theirs: 7'])
    fireEvent.click(dialog.getByRole('button', { name: 'Use all mine' }))
    expect(checked()).toEqual(['Yours: Old mill', 'Yours: 5'])
    fireEvent.click(dialog.getByRole('button', { name: 'Cancel' }))
    expect(screen.queryByRole('dialog')).toBeNull()
    expect(satchel.calls).toEqual([])
  })

  it('[UI20] what was chosen survives the app, a custom value too', async () => {
    const { group, satchel } = await open()
    fireEvent.click(group('Floors').getByRole('radio', { name: 'Theirs: 7' }))
    fireEvent.click(group('Name').getByRole('radio', { name: 'Custom value' }))
    fireEvent.change(group('Name').getByRole('textbox'), { target: { value: 'The mi' } })
    const again = await open(conflict, satchel)
    expect(again.group('Floors').getByRole('radio', { name: 'Theirs: 7' })).toHaveProperty('checked', true)
    expect(again.group('Name').getByRole('textbox')).toHaveProperty('value', 'The mi')
  })

  it('[UI80] each question says which it is, and Next and Previous lead from one to the other', async () => {
    const { dialog, group } = await open()
    expect(group('Name').getByText('1 of 2')).toBeTruthy()
    expect(group('Floors').getByText('2 of 2')).toBeTruthy()
    const next = dialog.getByRole('button', { name: 'Next' })
    expect(dialog.getByRole('button', { name: 'Previous' }).getAttribute('aria-disabled')).toBe('true')
    fireEvent.click(next)
    expect(document.activeElement).toBe(group('Floors').getByRole('radio', { name: 'Yours: 5' }))
    expect(next.getAttribute('aria-disabled')).toBe('true')
    fireEvent.click(dialog.getByRole('button', { name: 'Previous' }))
    expect(document.activeElement).toBe(group('Name').getByRole('radio', { name: 'Yours: Old mill' }))
  })

  it('[UI81] fields that merged by themselves are told, folded, and can be undone: theirs and ours', async () => {
    const { dialog, apply, satchel } = await open()
    fireEvent.click(dialog.getByText('2 fields merged automatically'))
    expect(dialog.getByText('Address: Dock 1 → Dock 2')).toBeTruthy()
    expect(dialog.getByText('Phone: nothing → 1')).toBeTruthy()
    fireEvent.click(dialog.getByRole('button', { name: 'Undo Address' }))
    fireEvent.click(dialog.getByRole('button', { name: 'Undo Phone' }))
    expect(dialog.getByText('Address: stays Dock 1')).toBeTruthy()
    fireEvent.click(dialog.getByRole('button', { name: 'Merge Phone again' }))
    apply()
    await waitFor(() => expect(valuesOf(satchel)).toEqual([{ name: 'Old mill', floors: 5, address: 'Dock 1' }]))
  })

  it('[UI82] the whole result is shown, with where each value comes from', async () => {
    const { dialog, group } = await open()
    fireEvent.click(group('Floors').getByRole('radio', { name: 'Theirs: 7' }))
    const rows = within(dialog.getByRole('region', { name: 'The result' }))
      .getAllByRole('term')
      .map((term) => [...(term.parentElement?.children ?? [])].map((cell) => cell.textContent))
    expect(rows).toEqual([
      ['Name', 'Old mill', 'Yours'],
      ['Address', 'Dock 2', 'Theirs'],
      ['Description', 'nothing'],
      ['Phone', '1', 'Yours'],
      ['Floors', '7', 'Theirs'],
      ['Status', 'nothing'],
    ])
  })

  it('[UI84] both versions can be saved as a file', async () => {
    const { dialog } = await open()
    const files: Blob[] = []
    URL.createObjectURL = (file) => {
      if (file instanceof Blob) files.push(file)
      return '#'
    }
    fireEvent.click(dialog.getByRole('button', { name: 'Download both versions' }))
    expect(JSON.parse((await files[0]?.text()) ?? '')).toMatchObject({
      was: { name: 'Mill', floors: 2 },
      yours: { data: { name: 'Old mill', floors: 5, phone: '1', address: 'Dock 1' } },
      theirs: { version: 2, data: reason.serverData, fields: { name: { by: 'Ben' } } },
    })
  })

  it('[UI90] theirs everywhere leaves nothing to send, and says so', async () => {
    const { dialog, apply } = await open({ ...conflict, patch: { name: 'Old mill', floors: 5 } })
    fireEvent.click(dialog.getByRole('button', { name: 'Use all theirs' }))
    apply()
    expect(await screen.findByText('Theirs is kept. There is nothing to send.')).toBeTruthy()
  })

  it('[UI10] a decision that could not be stored is said loudly, and the choices stay', async () => {
    const { dialog, group, apply, satchel } = await open()
    fireEvent.click(group('Floors').getByRole('radio', { name: 'Theirs: 7' }))
    satchel.failNext(new Error('no space left'))
    apply()
    expect((await dialog.findByRole('alert')).textContent).toBe('That did not work: no space left')
    expect(group('Floors').getByRole('radio', { name: 'Theirs: 7' })).toHaveProperty('checked', true)
  })

  it('[UI27] the focus goes to the region when the entry has left its group', async () => {
    const { dialog, apply } = await open()
    const button = dialog.getByRole('button', { name: 'Apply merge' })
    button.focus()
    apply()
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Pending changes'))
  })
})

describe('the other side moves while the dialog is open', () => {
  const moved = { ...reason, serverVersion: 3, serverData: { ...reason.serverData, floors: 9 } }

  it('[UI83] the field that moved is asked again, the other choices stay; applying leaves only that question', async () => {
    const { dialog, group, apply, move, satchel } = await open()
    fireEvent.click(group('Name').getByRole('radio', { name: 'Theirs: New mill' }))
    fireEvent.click(group('Floors').getByRole('radio', { name: 'Theirs: 7' }))
    move({ reason: moved })
    expect(await dialog.findByText(/^Changed again meanwhile: Floors\./)).toBeTruthy()
    expect(group('Floors').getByText('Ben changed this again.')).toBeTruthy()
    expect(group('Floors').getByRole('radio', { name: 'Yours: 5' })).toHaveProperty('checked', true)
    expect(group('Name').getByRole('radio', { name: 'Theirs: New mill' })).toHaveProperty('checked', true)
    apply()
    await waitFor(() => expect(valuesOf(satchel)).toEqual([{ name: 'New mill' }]))
    await waitFor(() => expect(dialog.getAllByRole('radiogroup')).toHaveLength(1))
    expect(document.activeElement).toBe(group('Floors').getByRole('radio', { name: 'Yours: 5' }))
    apply()
    await waitFor(() => expect(valuesOf(satchel)).toEqual([{ name: 'New mill' }, { floors: 5 }]))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  })

  it('[UI83] a choice made after it moved is a decision', async () => {
    const { group, apply, move, satchel } = await open()
    move({ reason: moved })
    fireEvent.click(await group('Floors').findByRole('radio', { name: 'Theirs: 9' }))
    apply()
    await waitFor(() => expect(valuesOf(satchel)).toEqual([{ name: 'Old mill', floors: 9 }]))
  })

  it('[UI20] [UI83] a choice of before, made against another value, is asked again', async () => {
    const { group, satchel } = await open()
    fireEvent.click(group('Floors').getByRole('radio', { name: 'Theirs: 7' }))
    const again = await open({ ...conflict, reason: moved }, satchel)
    expect(again.group('Floors').getByText('Ben changed this again.')).toBeTruthy()
    expect(again.group('Floors').getByRole('radio', { name: 'Yours: 5' })).toHaveProperty('checked', true)
  })

  it('[UI83] an applied conflict that comes back opens again, with what moved', async () => {
    const { dialog, apply, move } = await open()
    apply()
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    move({ patch: { floors: 5 }, reason: { ...moved, fields: ['floors'] } })
    const again = within(await screen.findByRole('dialog', { name: 'Resolve conflict: update Building' }))
    expect(again.getAllByRole('radiogroup')).toHaveLength(1)
    expect(again.getByText('Ben changed this again.')).toBeTruthy()
    expect(dialog).toBeTruthy()
  })

  it('[UI88] a record that is deleted there becomes that question', async () => {
    const { dialog, move, satchel } = await open()
    move({ reason: { kind: 'deleted', serverVersion: 3, by: 'Kit', at: held.at } })
    expect(await dialog.findByText('This record was deleted by Kit.')).toBeTruthy()
    fireEvent.click(dialog.getByRole('button', { name: 'Restore with my changes' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(satchel.calls).toEqual([{ kind: 'resolve', entry: 1, decision: { kind: 'insist' } }])
  })

  it('[UI88] one that was decided elsewhere asks nothing more', async () => {
    const { dialog, satchel } = await open()
    act(() => satchel.setPending([]))
    expect(await dialog.findByText('There is nothing left to decide here.')).toBeTruthy()
    fireEvent.click(dialog.getByRole('button', { name: 'Close' }))
    expect(screen.queryByRole('dialog')).toBeNull()
  })
})
