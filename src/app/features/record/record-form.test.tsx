import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { QuotaExceeded } from '../../../sync/errors.ts'
import { buildingRow, createFakeSatchel, pendingBuilding } from '../../testing/fake-satchel.ts'
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

  it('[UI92] who changed it last stands above it: you, as long as the change waits', async () => {
    const satchel = createFakeSatchel()
    satchel.setRows([{ ...mill, updatedBy: '' }])
    satchel.setPending([pendingBuilding(1, 'Mill', { id: 'b1' })])
    renderApp(satchel, '/buildings/b1')
    expect(await screen.findByText(/^You, /)).toBeTruthy()
    act(() => {
      satchel.setPending([])
      satchel.setRows([mill])
    })
    expect(await screen.findByText(new RegExp(`^${mill.updatedBy}, `))).toBeTruthy()
  })

  it('[UI92] of a version whose author is not known yet nobody is named, and nothing waits', async () => {
    const satchel = createFakeSatchel()
    satchel.setRows([{ ...mill, updatedBy: '', updatedAt: '' }])
    satchel.setPending([])
    renderApp(satchel, '/buildings/b1')
    const form = within((await screen.findByLabelText('Name')).closest('form')!)
    expect(await form.findByText('Synced')).toBeTruthy()
    expect(form.queryByText('On this device')).toBeNull()
    expect(form.queryByText(/^You/)).toBeNull()
  })

  it('[UI113] what was saved here is never called synced, however late what waits is read', async () => {
    const satchel = createFakeSatchel()
    satchel.setRows([{ ...mill, updatedBy: '' }])
    renderApp(satchel, '/buildings/b1')
    const form = within((await screen.findByLabelText('Name')).closest('form')!)
    expect(form.getByText('On this device')).toBeTruthy()
    expect(form.getByText(/^You, /)).toBeTruthy()
    expect(form.queryByText('Synced')).toBeNull()
  })

  it('[UI5] what is not valid is said at its field, which gets the focus, and nothing is stored', async () => {
    const satchel = await givenForm()
    type('Name', ' ')
    type('Floors', 'many')
    save()
    expect(screen.getByText('This is needed.')).toBeTruthy()
    expect(screen.getByText('This is not a whole number.')).toBeTruthy()
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
    act(() => satchel.setRows([{ ...buildingRow('b1', { name: 'Mill', floors: 7 }, { version: 2 }), updatedBy: '' }]))
    expect(await screen.findByText('This was changed to 7 while you were typing')).toBeTruthy()
    act(() => satchel.setRows([buildingRow('b1', { name: 'Mill', floors: 7, address: '1 Weir Lane' }, { version: 3 })]))
    expect(await screen.findByText('Ben changed this to 7 while you were typing')).toBeTruthy()
    expect(screen.getByLabelText('Floors')).toHaveProperty('value', '5')
    expect(screen.getByLabelText('Address')).toHaveProperty('value', '1 Weir Lane')
  })

  it('[UI8] what was typed stays when the record is deleted meanwhile', async () => {
    const satchel = await givenForm()
    type('Floors', '5')
    await waitFor(async () => expect(await satchel.getDraft('buildings', 'b1')).toBeDefined())
    act(() => satchel.setRows([]))
    expect(await screen.findByText('This record was deleted meanwhile. What you typed is still here.')).toBeTruthy()
    expect(screen.getByLabelText('Floors')).toHaveProperty('value', '5')
    expect(within(screen.getByLabelText('Floors').closest('form')!).queryByText('Synced')).toBeNull()
    expect(await screen.findByRole('heading', { level: 1, name: 'Mill' })).toBeTruthy()
  })

  it('[UI8] where nothing was typed a record that is deleted meanwhile is said to be, under its name, and nothing else', async () => {
    const satchel = await givenForm()
    act(() => satchel.setRows([]))
    expect(await screen.findByText('This record was deleted meanwhile. This is how it last was.')).toBeTruthy()
    expect(screen.queryByText(/What you typed/)).toBeNull()
    expect(screen.getByRole('heading', { level: 1, name: 'Mill' })).toBeTruthy()
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

  it.each([
    [1, 'The server keeps it as long as that is so.'],
    [0, 'The server will refuse that, unless another one is chosen there.'],
  ])(
    '[UI26] of a record of version %s that others use, the deletion says so before the server does',
    async (version, end) => {
      const satchel = createFakeSatchel()
      const lease = (id: string) => buildingRow(id, { building: 'b1' }, { model: 'leases' })
      satchel.setRows([{ ...mill, version }, lease('l1'), lease('l2')])
      renderApp(satchel, '/buildings/b1')
      fireEvent.click(await screen.findByRole('button', { name: 'Delete' }))
      const text = `Deleted on this device. 2 leases use this. ${end}`
      await waitFor(() => expect(screen.getByRole('status').textContent).toBe(text))
      expect(screen.getByRole('button', { name: 'Undo' })).toBeTruthy()
    },
  )

  it('[UI26] what was typed and not saved comes back with the undone record', async () => {
    const satchel = await givenForm()
    type('Floors', '5')
    await waitFor(async () => expect(await satchel.getDraft('buildings', 'b1')).toBeDefined())
    fireEvent.click(screen.getByRole('button', { name: 'Delete' }))
    const undo = await screen.findByRole('button', { name: 'Undo' })
    expect(await satchel.getDraft('buildings', 'b1')).toBeUndefined()
    fireEvent.click(undo)
    await waitFor(async () =>
      expect(await satchel.getDraft('buildings', 'b1')).toMatchObject({ values: { floors: '5' } }),
    )
    expect(await screen.findByRole('link', { name: /^Mill.*Draft/ })).toBeTruthy()
  })

  it('[UI5] a field is judged when it is left, and right again as soon as it is right', async () => {
    await givenForm()
    type('Floors', 'many')
    expect(screen.queryByText('This is not a whole number.')).toBeNull()
    fireEvent.blur(screen.getByLabelText('Floors'))
    expect(screen.getByText('This is not a whole number.')).toBeTruthy()
    type('Floors', '3')
    expect(screen.queryByText('This is not a whole number.')).toBeNull()
  })

  it('[UI46] an address without a record says so, and leads to the list', async () => {
    renderApp(createFakeSatchel(), '/buildings/b9')
    await screen.findByText('This building does not exist on this device, or was deleted.')
    expect(screen.getByRole('link', { name: 'Show all buildings' }).getAttribute('href')).toBe('/buildings')
  })

  it('[UI44] links to the lists of what refers to a record, and from a reference to its record', async () => {
    const satchel = createFakeSatchel()
    const inspection = (id: string) => buildingRow(id, { building: 'b1', date: '2026-11-20' }, { model: 'inspections' })
    satchel.setRows([mill, inspection('i1'), inspection('i2')])
    renderApp(satchel, '/buildings/b1')
    fireEvent.click(await screen.findByRole('link', { name: 'Inspection (2)' }))
    expect(await screen.findByRole('button', { name: 'Building: Mill Show all' })).toBeTruthy()

    renderApp(satchel, '/inspections/i1')
    fireEvent.click(await screen.findByRole('link', { name: 'Open Mill' }))
    await waitFor(() => expect(screen.getByLabelText('Name')).toHaveProperty('value', 'Mill'))
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

  it('[UI4] a reference to what is deleted here says its name, and no more than that', async () => {
    const satchel = createFakeSatchel()
    satchel.setPending([pendingBuilding(1, 'Mill', { op: 'delete' })])
    satchel.setRows([buildingRow('i1', { building: 'b1', date: '2026-11-20' }, { model: 'inspections' })])
    renderApp(satchel, '/inspections/i1')
    const box = await screen.findByRole('combobox', { name: 'Building' })
    await waitFor(() => expect(box).toHaveProperty('value', 'Mill'))
    expect(screen.getByText('Deleted on this device')).toBeTruthy()
    expect(screen.queryByText('The record chosen here does not exist any more.')).toBeNull()
  })

  it('[UI4] the picker is used by keys alone, from a search to a choice', async () => {
    const satchel = createFakeSatchel()
    satchel.setRows([mill, buildingRow('b2', { name: 'Barn' })])
    renderApp(satchel, '/inspections/new')
    const box = await screen.findByRole('combobox', { name: 'Building' })
    fireEvent.keyDown(box, { key: 'ArrowDown' })
    await screen.findByRole('option', { name: 'Mill' })
    const active = () => document.getElementById(box.getAttribute('aria-activedescendant') ?? '')?.textContent
    expect(active()).toBe('Barn')
    fireEvent.keyDown(box, { key: 'ArrowDown' })
    expect(active()).toBe('Mill')
    fireEvent.keyDown(box, { key: 'ArrowDown' })
    expect(active()).toBe('New building')
    fireEvent.keyDown(box, { key: 'ArrowUp' })
    fireEvent.keyDown(box, { key: 'Enter' })
    await waitFor(() => expect(box).toHaveProperty('value', 'Mill'))
    expect(box.getAttribute('aria-expanded')).toBe('false')
  })
})
