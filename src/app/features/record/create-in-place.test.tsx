import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { buildingRow, createFakeSatchel } from '../../testing/fake-satchel.ts'
import { renderApp } from '../../testing/render-app.tsx'

const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })

describe('a record created in the place of the form that needs it', () => {
  it('[UI42] [UI6] a record created from the picker is said to be saved, and chosen, and the form stays as it was', async () => {
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
    expect(screen.getByRole('status').textContent).toBe('Saved on this device')
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

  it('[UI120] neither Enter nor a tap creates a record before the search for what stands in the box has answered', async () => {
    const satchel = createFakeSatchel()
    satchel.setRows([buildingRow('b1', { name: 'Mill' }), buildingRow('b2', { name: 'Barn' })])
    const answers: (() => void)[] = []
    let isSlow = false
    renderApp(
      {
        ...satchel,
        localList: async (...query) => {
          if (isSlow) await new Promise<void>((resolve) => answers.push(resolve))
          return satchel.localList(...query)
        },
      },
      '/inspections/new',
    )
    const box = await screen.findByRole('combobox', { name: 'Building' })
    const create = () => screen.queryByRole('option', { name: 'New building' })
    fireEvent.change(box, { target: { value: 'granary' } })
    await waitFor(() => expect(create()?.getAttribute('aria-disabled')).toBe('false'))
    isSlow = true
    fireEvent.change(box, { target: { value: 'mill' } })
    fireEvent.keyDown(box, { key: 'Enter' })
    for (const option of screen.queryAllByRole('option', { name: 'New building' })) fireEvent.click(option)
    expect(screen.queryByLabelText('Name')).toBeNull()
    await waitFor(() => expect(answers.length).toBeGreaterThan(0))
    for (const answer of answers) answer()
    await screen.findByRole('option', { name: 'Mill' })
    fireEvent.keyDown(box, { key: 'Enter' })
    await waitFor(() => expect(box).toHaveProperty('value', 'Mill'))
  })

  it('[UI120] what was read ahead has no create option below it, where the next record will stand', async () => {
    const satchel = createFakeSatchel()
    satchel.setRows([buildingRow('b1', { name: 'Mill' }), buildingRow('b2', { name: 'Barn' })])
    let isReadAhead = false
    let answer = () => undefined as void
    const mayAnswer = new Promise<void>((resolve) => (answer = resolve))
    renderApp(
      {
        ...satchel,
        localList: async (model, query) => {
          if (query?.orderBy === 'title' && query.limit === 1) isReadAhead = true
          if (query?.orderBy === 'title' && query.limit !== 1) await mayAnswer
          return satchel.localList(model, query)
        },
      },
      '/inspections/new',
    )
    const box = await screen.findByRole('combobox', { name: 'Building' })
    await waitFor(() => expect(isReadAhead).toBe(true))
    fireEvent.click(box)
    await screen.findByRole('option', { name: 'Barn' })
    expect(screen.queryByRole('option', { name: 'New building' })).toBeNull()
    act(answer)
    expect(await screen.findByRole('option', { name: 'Mill' })).toBeTruthy()
    expect(await screen.findByRole('option', { name: 'New building' })).toBeTruthy()
  })
})
