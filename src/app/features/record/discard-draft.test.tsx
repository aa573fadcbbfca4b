import { fireEvent, screen, waitFor } from '@testing-library/react'
import { expect, it } from 'vitest'
import { buildingRow, createFakeSatchel } from '../../testing/fake-satchel.ts'
import { renderApp } from '../../testing/render-app.tsx'

const mill = buildingRow('b1', { name: 'Mill', floors: 2 })

it('[UI117] a discarded draft comes back with Undo, under what was typed since; the focus is in the first field', async () => {
  const satchel = createFakeSatchel()
  satchel.setRows([mill])
  await satchel.putDraft('buildings', 'b1', { values: { floors: '5', phone: '1' }, seen: mill })
  renderApp(satchel, '/buildings/b1')
  fireEvent.click(await screen.findByRole('button', { name: 'Discard draft' }))
  expect(screen.getByRole('status').textContent).toBe('Discarded')
  expect(document.activeElement).toBe(screen.getByLabelText('Name'))
  fireEvent.change(screen.getByLabelText('Phone'), { target: { value: '2' } })
  fireEvent.click(screen.getByRole('button', { name: 'Undo' }))
  expect(screen.getByLabelText('Floors')).toHaveProperty('value', '5')
  const values = { floors: '5', phone: '2' }
  await waitFor(async () => expect(await satchel.getDraft('buildings', 'b1')).toMatchObject({ values }))
})

it('[UI117] a draft that is discarded is kept again with Undo when its form is not open any more', async () => {
  const satchel = createFakeSatchel()
  satchel.setRows([mill])
  await satchel.putDraft('buildings', 'b1', { values: { floors: '5' }, seen: mill })
  renderApp(satchel, '/buildings/b1')
  fireEvent.click(await screen.findByRole('button', { name: 'Discard draft' }))
  await waitFor(async () => expect(await satchel.getDraft('buildings', 'b1')).toBeUndefined())
  fireEvent.click(screen.getByRole('link', { name: 'Settings' }))
  await screen.findByRole('heading', { level: 1, name: 'Settings' })
  fireEvent.click(screen.getByRole('button', { name: 'Undo' }))
  await waitFor(async () =>
    expect(await satchel.getDraft('buildings', 'b1')).toEqual({ values: { floors: '5' }, seen: mill }),
  )
})
