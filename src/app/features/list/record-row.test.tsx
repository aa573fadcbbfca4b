import { act, screen, waitFor, within } from '@testing-library/react'
import { expect, it } from 'vitest'
import { buildingRow, createFakeSatchel, pendingBuilding } from '../../testing/fake-satchel.ts'
import { renderApp } from '../../testing/render-app.tsx'

it('[UI13] what was sent and not answered is not called Sending once there is no connection, in its row nor above its form', async () => {
  const satchel = createFakeSatchel()
  satchel.setRows([buildingRow('b1', { name: 'Mill' })])
  satchel.setPending([pendingBuilding(1, 'Mill', { state: 'sending' })])
  satchel.setState({ sending: true })
  renderApp(satchel, '/buildings/b1')
  const main = within(await screen.findByRole('main'))
  await waitFor(() => expect(main.getAllByText('Sending')).toHaveLength(2))
  act(() => satchel.setState({ sending: false, online: false }))
  await waitFor(() => expect(main.getAllByText('On this device')).toHaveLength(2))
  expect(main.queryByText('Sending')).toBeNull()
})
