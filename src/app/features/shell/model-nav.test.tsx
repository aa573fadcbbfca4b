import { act, screen, waitFor } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { createFakeSatchel } from '../../testing/fake-satchel.ts'
import { renderApp } from '../../testing/render-app.tsx'

describe('the home screen', () => {
  it('[UI91] counts no records before the first sync, for nobody knows that there are none', async () => {
    const satchel = createFakeSatchel()
    renderApp(satchel, '/')
    const link = await screen.findByRole('link', { name: 'Buildings' })
    expect(link.closest('li')?.textContent).not.toMatch(/record/)
    act(() => satchel.setState({ lastSuccessMs: 1_700_000_000_000 }))
    await waitFor(() => expect(link.closest('li')?.textContent).toMatch(/0 records/))
  })
})
