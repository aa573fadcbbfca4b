import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { createFakeSatchel } from '../../testing/fake-satchel.ts'
import { renderApp } from '../../testing/render-app.tsx'

const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })

describe('a record created in the place of the form that needs it', () => {
  it('[UI42] a record created from the picker is chosen, and the form stays as it was', async () => {
    const satchel = createFakeSatchel()
    renderApp(satchel, '/inspections/new')
    const box = await screen.findByRole('combobox', { name: 'Building' })
    type('Notes', 'Smell of gas')
    fireEvent.change(box, { target: { value: 'Gas works' } })
    fireEvent.click(await screen.findByRole('option', { name: 'New building' }))
    const name = await screen.findByLabelText('Name')
    expect(name).toHaveProperty('value', 'Gas works')
    await waitFor(() => expect(document.activeElement).toBe(name))
    type('Floors', '2')
    const form = screen.getByRole('region', { name: 'New building' })
    fireEvent.click(within(form).getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(screen.getByRole('combobox', { name: 'Building' })).toHaveProperty('value', 'Gas works'))
    expect(screen.getByLabelText('Notes')).toHaveProperty('value', 'Smell of gas')
    expect(document.activeElement).toBe(screen.getByRole('combobox', { name: 'Building' }))
    expect(satchel.calls).toMatchObject([{ kind: 'create', fields: { name: 'Gas works', floors: 2 } }])
  })

  it('[UI42] the app is killed while a record is created in place: it comes back there, and then to the form', async () => {
    const satchel = createFakeSatchel()
    renderApp(satchel, '/inspections/new')
    fireEvent.change(await screen.findByRole('combobox', { name: 'Building' }), { target: { value: 'Gas works' } })
    fireEvent.click(await screen.findByRole('option', { name: 'New building' }))
    await waitFor(async () => expect((await satchel.drafts('inspections')).size).toBe(1))
    renderApp(satchel, '/inspections/new')
    expect(await screen.findByLabelText('Name')).toHaveProperty('value', 'Gas works')
    fireEvent.click(screen.getByRole('button', { name: 'Back to inspection' }))
    expect(await screen.findByRole('combobox', { name: 'Building' })).toBeTruthy()
    await waitFor(async () => expect((await satchel.drafts('inspections')).size).toBe(0))
  })

  it('[UI42] what was searched for is begun, not what was begun before; a kill leads back to it', async () => {
    const satchel = createFakeSatchel()
    await satchel.putDraft('buildings', 'new', { values: { name: 'Half begun' } })
    renderApp(satchel, '/inspections/new')
    fireEvent.change(await screen.findByRole('combobox', { name: 'Building' }), { target: { value: 'Brand new hall' } })
    fireEvent.click(await screen.findByRole('option', { name: 'New building' }))
    expect(await screen.findByLabelText('Name')).toHaveProperty('value', 'Brand new hall')
    type('Name', 'Brand new barn')
    await waitFor(async () => {
      expect((await satchel.drafts('buildings')).get('new-2')?.values).toEqual({ name: 'Brand new barn' })
      expect((await satchel.drafts('inspections')).get('new')?.creating?.slot).toBe('new-2')
    })
    cleanup()
    renderApp(satchel, '/inspections/new')
    expect(await screen.findByLabelText('Name')).toHaveProperty('value', 'Brand new barn')
    expect((await satchel.drafts('buildings')).get('new')?.values).toEqual({ name: 'Half begun' })
  })

  it('[UI42] a way back keeps both forms', async () => {
    const satchel = createFakeSatchel()
    renderApp(satchel, '/inspections/new')
    fireEvent.click(await screen.findByRole('combobox', { name: 'Building' }))
    fireEvent.click(await screen.findByRole('option', { name: 'New building' }))
    await screen.findByLabelText('Floors')
    type('Floors', '2')
    fireEvent.click(screen.getByRole('button', { name: 'Back to inspection' }))
    fireEvent.click(await screen.findByRole('combobox', { name: 'Building' }))
    fireEvent.click(await screen.findByRole('option', { name: 'New building' }))
    expect(await screen.findByLabelText('Floors')).toHaveProperty('value', '2')
  })
})
