import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { SatchelProvider } from '../../hooks/satchel-provider.tsx'
import { activateLanguage } from '../../i18n/i18n.ts'
import { createFakeSatchel, pendingBuilding } from '../../testing/fake-satchel.ts'
import { PendingPanelProvider } from '../shell/pending-panel.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { PendingChanges } from './pending-changes.tsx'

// As it is; how often it is rendered is counted.
vi.mock('../../ui/state-mark.tsx', async (importOriginal) => {
  const actual = await importOriginal<{ StateMark: typeof StateMark }>()
  return { ...actual, StateMark: vi.fn(actual.StateMark) }
})

/** As somebody who builds on Satchel puts it on a screen of their own. */
function given(changes: ReturnType<typeof pendingBuilding>[], models?: string[]) {
  activateLanguage()
  onTestFinished(cleanup)
  const satchel = createFakeSatchel()
  satchel.setPending(changes)
  render(
    <SatchelProvider satchel={satchel}>
      <PendingPanelProvider>
        <PendingChanges {...(models && { models })} />
      </PendingPanelProvider>
    </SatchelProvider>,
  )
  return satchel
}

const unconfirmed = { state: 'unconfirmed' } as const

describe('PendingChanges', () => {
  it('[UI61] lists and confirms what waits of the models it is given, and says that nothing does', async () => {
    const satchel = given(
      [
        pendingBuilding(1, 'Mill', unconfirmed),
        pendingBuilding(2, 'Nora', { ...unconfirmed, model: 'tenants' }),
        pendingBuilding(3, 'Olu', { ...unconfirmed, model: 'tenants' }),
      ],
      ['tenants'],
    )
    await act(() => satchel.changeSettings({ sendMode: 'onConfirm' }))
    expect(await screen.findByRole('heading', { name: 'Ready to push (2)' })).toBeTruthy()
    expect(screen.getAllByRole('listitem').map((item) => item.querySelector('strong')?.textContent)).toEqual([
      'Nora',
      'Olu',
    ])
    fireEvent.click(await screen.findByRole('button', { name: 'Confirm all' }))
    await waitFor(() => expect(satchel.calls.at(-1)).toEqual({ kind: 'confirm', entries: [2, 3] }))
    act(() => satchel.setPending([pendingBuilding(1, 'Mill')]))
    expect(await screen.findByText('No pending changes. Everything is synced.')).toBeTruthy()
  })

  it('[UI12] of hundreds of entries a screenful is drawn at once, and the others soon after', async () => {
    const many = Array.from({ length: 200 }, (_, n) => pendingBuilding(n, `Mill ${n}`))
    const drawn: number[] = []
    const watch = new MutationObserver(() => drawn.push(document.querySelectorAll('li').length))
    watch.observe(document.body, { childList: true, subtree: true })
    onTestFinished(() => watch.disconnect())
    given(many)
    await waitFor(() => expect(document.querySelectorAll('li')).toHaveLength(200), { timeout: 10_000 })
    expect(screen.getByRole('heading', { name: 'Ready to push (200)' })).toBeTruthy()
    expect(drawn.find((count) => count > 0)).toBeLessThan(50)
  })

  it('[UI12] what is about to be shown is not nothing', async () => {
    const satchel = given([])
    await screen.findByText('No pending changes. Everything is synced.')
    satchel.pendingChanges = () => new Promise(() => {})
    act(() => satchel.setPending([pendingBuilding(1, 'Mill')]))
    await waitFor(() => expect(screen.queryByText('No pending changes. Everything is synced.')).toBeNull())
  })

  it('[UI12] [UI96] while hundreds wait and a few are answered, no other entry is rendered again', async () => {
    const many = Array.from({ length: 100 }, (_, n) => pendingBuilding(n, `Mill ${n}`))
    const satchel = given(many)
    await waitFor(() => expect(document.querySelectorAll('li')).toHaveLength(100), { timeout: 10_000 })
    const rendered = vi.mocked(StateMark)
    rendered.mockClear()
    act(() =>
      satchel.setPending(many.slice(5).map((change, n) => (n < 5 ? { ...change, attempts: 1 } : { ...change }))),
    )
    await waitFor(() => expect(document.querySelectorAll('li')).toHaveLength(95))
    expect(await screen.findAllByText('1 attempt')).toHaveLength(5)
    expect(rendered).toHaveBeenCalledTimes(5)
  })
})
