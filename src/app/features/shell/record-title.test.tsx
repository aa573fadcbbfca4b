import { fireEvent, screen, waitFor } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { buildingRow, createFakeSatchel, pendingBuilding } from '../../testing/fake-satchel.ts'
import { renderApp } from '../../testing/render-app.tsx'

/** Everything that stood in the heading from now on. */
function watchHeading(): { readonly seen: readonly string[] } {
  const seen: string[] = []
  const note = () => seen.push(document.title, screen.queryByRole('heading', { level: 1 })?.textContent ?? '')
  new MutationObserver(note).observe(document, { childList: true, characterData: true, subtree: true })
  return { seen }
}

const inspection = buildingRow('i1', { building: 'b1', date: '2026-11-20' }, { model: 'inspections' })
const NAMED = /^Mill · Nov 20, 2026$/

describe('the name of a record in the header', () => {
  it('[UI102] a day in it stands as the person writes it, also in the moment after the first save', async () => {
    const satchel = createFakeSatchel()
    satchel.setRows([buildingRow('b1', { name: 'Mill' })])
    renderApp(satchel, '/inspections/new')
    fireEvent.click(await screen.findByRole('combobox', { name: 'Building' }))
    fireEvent.click(await screen.findByRole('option', { name: 'Mill' }))
    fireEvent.change(screen.getByLabelText('Date'), { target: { value: '2026-11-20' } })
    const { seen } = watchHeading()
    fireEvent.click(screen.getByRole('button', { name: 'Save' }))
    expect(await screen.findByRole('heading', { level: 1, name: NAMED })).toBeTruthy()
    expect(seen.filter((text) => text.includes('2026-11'))).toEqual([])
  })

  it('[UI102] so does that of a record that was deleted meanwhile, and of one that refers to what is deleted here', async () => {
    const satchel = createFakeSatchel()
    satchel.setPending([pendingBuilding(1, 'Mill', { op: 'delete' })])
    satchel.setRows([inspection])
    renderApp(satchel, '/inspections/i1')
    const { seen } = watchHeading()
    await waitFor(() => expect(screen.getByRole('heading', { level: 1 }).textContent).toMatch(NAMED))
    satchel.setRows([])
    expect(await screen.findByText(/was deleted/)).toBeTruthy()
    expect(screen.getByRole('heading', { level: 1 }).textContent).toMatch(NAMED)
    expect(seen.filter((text) => text.includes('2026-11'))).toEqual([])
  })
})
