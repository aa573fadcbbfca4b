import { act, render, screen } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { createFakeSatchel } from '../../testing/fake-satchel.ts'
import { SatchelProvider } from '../../hooks/satchel-provider.tsx'
import { activateLanguage } from '../../i18n/i18n.ts'
import { renderApp } from '../../testing/render-app.tsx'
import { PendingPanelProvider } from './pending-panel.tsx'
import { SyncButton } from './sync-button.tsx'

describe('the sync button', () => {
  it.each([
    [0, 'All synced'],
    [1, '1 pending change'],
    [3, '3 pending changes'],
  ])('[UI2] with %i records waiting is called "%s"', async (pending, name) => {
    const satchel = createFakeSatchel()
    satchel.setState({ pending })
    renderApp(satchel, '/')
    const button = await screen.findByRole('button', { name })
    expect(button.textContent).toBe(pending === 0 ? '' : String(pending))
  })

  it.each(['/', '/buildings', '/buildings/new', '/buildings/b1', '/settings', '/sign-in'])(
    '[UI2] is in the header of %s',
    async (address) => {
      renderApp(createFakeSatchel(), address)
      const button = await screen.findByRole('button', { name: 'All synced' })
      expect(button.closest('header')).not.toBeNull()
    },
  )

  it.each([
    [['buildings'], '2 pending changes'],
    [['tenants'], '1 pending change'],
    [['buildings', 'tenants'], '3 pending changes'],
    [['leases'], 'All synced'],
  ])('[UI61] of the models %j is called "%s"', async (models, name) => {
    activateLanguage()
    const satchel = createFakeSatchel()
    const none = { review: 0, refused: 0 }
    satchel.setState({
      pending: 3,
      pendingOf: { buildings: { pending: 2, ...none }, tenants: { pending: 1, ...none } },
    })
    render(
      <SatchelProvider satchel={satchel}>
        <PendingPanelProvider>
          <SyncButton models={models} />
        </PendingPanelProvider>
      </SatchelProvider>,
    )
    expect(await screen.findByRole('button', { name })).toBeTruthy()
  })

  it('[UI2] follows the outbox', async () => {
    const satchel = createFakeSatchel()
    renderApp(satchel, '/')
    await screen.findByRole('button', { name: 'All synced' })
    act(() => satchel.setState({ pending: 2 }))
    expect(await screen.findByRole('button', { name: '2 pending changes' })).toBeTruthy()
  })
})
