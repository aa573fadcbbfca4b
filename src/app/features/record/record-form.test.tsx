import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { QuotaExceeded } from '../../../sync/errors.ts'
import { buildingRow, createFakeSatchel } from '../../testing/fake-satchel.ts'
import { renderApp } from '../../testing/render-app.tsx'

const mill = buildingRow('b1', { name: 'Mill', floors: 2 })

async function givenForm() {
  const satchel = createFakeSatchel()
  satchel.setRows([mill])
  renderApp(satchel, '/buildings/b1')
  await screen.findByLabelText('Name')
  return satchel
}

const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })
const save = () => fireEvent.click(screen.getByRole('button', { name: 'Save' }))

describe('the form of a record', () => {
  it('[UI4] every field is found by its label alone; Save, Delete and History are on the screen', async () => {
    await givenForm()
    for (const label of ['Name', 'Address', 'Description', 'Phone', 'Floors', 'Status']) {
      expect(screen.getByLabelText(label, { exact: true })).toBeTruthy()
    }
    for (const name of ['Save', 'Delete', 'History']) expect(screen.getByRole('button', { name })).toBeTruthy()
    expect(screen.getByLabelText('Name').getAttribute('aria-required')).toBe('true')
  })

  it('[UI6] a save is told once it is safe, in the one live region, and takes no focus', async () => {
    const satchel = await givenForm()
    type('Floors', '3')
    save()
    await waitFor(() => expect(screen.getByRole('status').textContent).toBe('Saved on this device'))
    expect(satchel.calls).toEqual([{ kind: 'update', id: 'b1', fields: { floors: 3 }, seen: mill }])
    expect(document.activeElement).toBe(document.body)
  })

  it('[UI6] the next save empties the live region first', async () => {
    const satchel = await givenForm()
    type('Floors', '3')
    save()
    await waitFor(() => expect(screen.getByRole('status').textContent).toBe('Saved on this device'))
    satchel.failNext(new QuotaExceeded('full'))
    type('Floors', '4')
    save()
    expect(screen.getByRole('status').textContent).toBe('')
    expect((await screen.findByRole('alert')).textContent).toContain('What you typed is still here')
  })

  it('[UI5] what is not valid is said at its field, which gets the focus, and nothing is stored', async () => {
    const satchel = await givenForm()
    type('Name', ' ')
    type('Floors', 'many')
    save()
    expect(screen.getByText('This is needed.')).toBeTruthy()
    expect(screen.getByText('This is not a valid value.')).toBeTruthy()
    expect(document.activeElement).toBe(screen.getByLabelText('Name'))
    expect(satchel.calls).toEqual([])
  })

  it('[UI10] a write that fails is said loudly, and the form keeps what was typed', async () => {
    const satchel = await givenForm()
    satchel.failNext(new QuotaExceeded('full'))
    type('Floors', '3')
    save()
    expect((await screen.findByRole('alert')).textContent).toContain('the storage of this device is full')
    expect(screen.getByLabelText('Floors')).toHaveProperty('value', '3')
    save()
    await waitFor(() => expect(satchel.calls).toHaveLength(1))
  })

  it('[UI8] a touched field says who changed it meanwhile', async () => {
    const satchel = await givenForm()
    type('Floors', '5')
    act(() => satchel.setRows([buildingRow('b1', { name: 'Mill', floors: 7, address: '1 Weir Lane' }, { version: 2 })]))
    expect(await screen.findByText('Ben changed this to 7 while you were typing')).toBeTruthy()
    expect(screen.getByLabelText('Floors')).toHaveProperty('value', '5')
    expect(screen.getByLabelText('Address')).toHaveProperty('value', '1 Weir Lane')
  })

  it('[UI8] what was typed stays when the record is deleted meanwhile', async () => {
    const satchel = await givenForm()
    type('Floors', '5')
    act(() => satchel.setRows([]))
    expect(await screen.findByText('This record was deleted meanwhile. What you typed is still here.')).toBeTruthy()
    expect(screen.getByLabelText('Floors')).toHaveProperty('value', '5')
  })

  it('[UI7] what is typed is kept as a draft until it is saved or discarded', async () => {
    const satchel = await givenForm()
    type('Floors', '5')
    await waitFor(async () =>
      expect(await satchel.getDraft('buildings', 'b1')).toEqual({ values: { floors: '5' }, seen: mill }),
    )
    renderApp(satchel, '/buildings/b1')
    expect(await screen.findByLabelText('Floors')).toHaveProperty('value', '5')
    fireEvent.click(screen.getByRole('button', { name: 'Discard draft' }))
    expect(screen.getByLabelText('Floors')).toHaveProperty('value', '2')
    await waitFor(async () => expect(await satchel.getDraft('buildings', 'b1')).toBeUndefined())
  })

  it('[UI26] Delete needs no question, and can be undone', async () => {
    const satchel = await givenForm()
    fireEvent.click(screen.getByRole('button', { name: 'Delete' }))
    fireEvent.click(await screen.findByRole('button', { name: 'Undo' }))
    await waitFor(() =>
      expect(satchel.calls).toEqual([
        { kind: 'delete', id: 'b1' },
        { kind: 'create', id: 'b1', fields: mill.data },
      ]),
    )
  })
})

describe('the form of a new record', () => {
  it('[UI7] a draft left by a save that did arrive is not offered again', async () => {
    const satchel = createFakeSatchel()
    const seen = buildingRow('b1', {}, { version: 0 })
    await satchel.putDraft('buildings', 'new', { values: { name: 'Mill' }, seen })
    renderApp(satchel, '/buildings/new')
    expect(await screen.findByLabelText('Name')).toHaveProperty('value', 'Mill')

    satchel.setRows([mill])
    renderApp(satchel, '/buildings/new')
    expect(await screen.findByLabelText('Name')).toHaveProperty('value', '')
  })

  it('[UI6] the write begins in the turn of the tap, and the record opens after it', async () => {
    const satchel = createFakeSatchel()
    renderApp(satchel, '/buildings/new')
    await screen.findByLabelText('Name')
    type('Name', 'Barn')
    save()
    expect(satchel.calls).toMatchObject([{ kind: 'create', fields: { name: 'Barn' } }])
    expect(await screen.findByRole('button', { name: 'History' })).toBeTruthy()
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Save' })))
    expect(screen.getByLabelText('Name')).toHaveProperty('value', 'Barn')
  })

  it('[UI4] a reference is found by typing and chosen from a list', async () => {
    const satchel = createFakeSatchel()
    satchel.setRows([mill, buildingRow('b2', { name: 'Barn' })])
    renderApp(satchel, '/inspections/new')
    const box = await screen.findByRole('combobox', { name: 'Building' })
    fireEvent.change(box, { target: { value: 'bar' } })
    fireEvent.click(await screen.findByRole('option', { name: 'Barn' }))
    await waitFor(() => expect(box).toHaveProperty('value', 'Barn'))
    type('Date', '2026-11-20')
    save()
    await waitFor(() => expect(satchel.calls).toMatchObject([{ fields: { building: 'b2', date: '2026-11-20' } }]))
  })
})
