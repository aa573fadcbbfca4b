import { fireEvent, screen, within } from '@testing-library/react'
import type { PendingChange } from '../../db/local-api.ts'
import { createFakeSatchel } from './fake-satchel.ts'
import { renderApp } from './render-app.tsx'

/** Opens the region "Pending changes" over what waits, and resolves when it is listed: that is read after the region is there. */
export async function openRegion(changes: readonly PendingChange[], satchel = createFakeSatchel()) {
  satchel.setPending(changes)
  renderApp(satchel, '/')
  const count = changes.length === 1 ? '1 pending change' : `${changes.length} pending changes`
  fireEvent.click(await screen.findByRole('button', { name: changes.length === 0 ? 'All synced' : count }))
  const region = within(await screen.findByRole('region', { name: 'Pending changes' }))
  await (changes.length === 0
    ? region.findByText('No pending changes. Everything is synced.')
    : region.findAllByRole('listitem'))
  return { satchel, region }
}
