import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { expect, it } from 'vitest'
import { buildingRow, createFakeSatchel } from '../../testing/fake-satchel.ts'
import { renderApp } from '../../testing/render-app.tsx'
import { announce, whisper } from './announcements.ts'
import { Announcer } from './announcer.tsx'

it('[UI6] beside a long announcement Undo keeps its width, and the text gives way', async () => {
  renderApp(createFakeSatchel(), '/buildings')
  const status = await screen.findByRole('status')
  act(() => announce('A long name that somebody typed was deleted from this device.', { undo: () => undefined }))
  expect([...screen.getByRole('button', { name: 'Undo' }).classList]).toEqual(
    expect.arrayContaining(['shrink-0', 'whitespace-nowrap']),
  )
  expect([...status.classList]).toContain('min-w-0')
})

it('[UI105] how many a search found is heard where nothing else is being said, and seen in one place', async () => {
  const satchel = createFakeSatchel()
  satchel.setRows([buildingRow('b1', { name: 'Mill' }), buildingRow('b2', { name: 'Barn' })])
  renderApp(satchel, '/buildings')
  const box = await screen.findByRole('searchbox', { name: 'Search' })
  box.focus()
  fireEvent.change(box, { target: { value: 'mill' } })
  await waitFor(() => expect(screen.getByRole('status').textContent).toBe('1 record'))
  expect([...(screen.getByRole('status').firstElementChild?.classList ?? [])]).toEqual(['sr-only'])
  act(() => announce('Deleted on this device'))
  act(() => whisper('2 records'))
  expect(screen.getByRole('status').textContent).toBe('Deleted on this device')
})

it('[UI105] what was said to one person is not said to the next, nor can it be undone by them', () => {
  render(<Announcer />)
  act(() => announce('Deleted on this device', { undo: () => undefined }))
  expect(screen.getByRole('button', { name: 'Undo' })).toBeTruthy()
  cleanup()
  render(<Announcer />)
  expect(screen.getByRole('status').textContent).toBe('')
  expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull()
})
