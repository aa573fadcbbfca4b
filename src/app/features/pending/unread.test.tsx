import { act, fireEvent, screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { createFakeSatchel } from '../../testing/fake-satchel.ts'
import { renderApp } from '../../testing/render-app.tsx'

it('[EN57] [F6] the region says that records of the server could not be read, and what asks for them again', async () => {
  const satchel = createFakeSatchel()
  renderApp(satchel, '/')
  fireEvent.click(await screen.findByRole('button', { name: 'All synced' }))
  await screen.findByText('No pending changes. Everything is synced.')
  expect(screen.queryByText(/cannot be read here/)).toBeNull()
  act(() => satchel.setState({ unread: 2 }))
  expect(await screen.findByText(/^2 records from the server cannot be read here/)).toBeTruthy()
})
