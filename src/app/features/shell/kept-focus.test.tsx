import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import { buildingRow, createFakeSatchel, pendingBuilding } from '../../testing/fake-satchel.ts'
import { openRegion } from '../../testing/open-region.ts'
import { renderApp } from '../../testing/render-app.tsx'

const mill = buildingRow('b1', { name: 'Mill', floors: 2 })
const reason = { kind: 'refused', code: 'INVALID', message: '', fields: { phone: 'pattern', floors: 'max' } } as const
const refused = pendingBuilding(1, 'Mill', { group: 'refused', state: 'parked', reason })
let satchel = createFakeSatchel()

beforeEach(() => {
  satchel = createFakeSatchel()
  satchel.setRows([mill])
})

describe('the focus', () => {
  it('[UI27] of Edit goes to the first field that was refused, in a form that is open already too', async () => {
    satchel.setPending([refused])
    renderApp(satchel, '/buildings/b1')
    fireEvent.click(await screen.findByRole('button', { name: 'See why' }))
    const edit = await screen.findByRole('button', { name: 'Edit' })
    edit.focus()
    fireEvent.click(edit)
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Phone')))
    expect(screen.queryByRole('region', { name: 'Pending changes' })).toBeNull()
  })

  it('[UI27] of Edit goes there also where the form opens with it', async () => {
    const { region } = await openRegion([refused], satchel)
    fireEvent.click(region.getByRole('button', { name: 'Edit' }))
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Phone')))
  })

  it('[UI27] stays on a row where the list is scrolled far from it', async () => {
    const satchel = createFakeSatchel()
    satchel.setRows(
      Array.from({ length: 10_000 }, (_, n) => buildingRow(`b${n}`, { name: `Mill ${n}`, address: 'Weir' })),
    )
    renderApp(satchel, '/buildings')
    const row = await screen.findByRole('link', { name: /^Mill 1 / })
    const scroller = row.closest('ul')?.parentElement
    if (!scroller) throw new Error('the list does not scroll')
    act(() => row.focus())
    for (const scrollTop of [1_440, 144_000]) {
      act(() => {
        scroller.scrollTop = scrollTop
        scroller.dispatchEvent(new Event('scroll'))
      })
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await screen.findByRole('link', { name: new RegExp(`^Mill ${scrollTop / 72} `) })
      expect(document.activeElement).toBe(row)
      expect(row.textContent).toMatch(/^Mill 1 /)
    }
  })

  it('[UI27] of a region whose opener has gone meanwhile goes to the heading', async () => {
    satchel.setPending([refused])
    renderApp(satchel, '/buildings/b1')
    const opener = await screen.findByRole('button', { name: 'See why' })
    opener.focus()
    fireEvent.click(opener)
    fireEvent.click(await screen.findByRole('button', { name: 'Close' }))
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('heading', { level: 1 })))
  })

  it.each([
    ['/buildings?q=nowhere', /^Show all/],
    ['/buildings?filter=status:active', /Active/],
  ])('[UI27] at %s of the button %s, which goes away with what it ends, goes to the heading', async (address, name) => {
    renderApp(satchel, address)
    const button = await screen.findByRole('button', { name })
    button.focus()
    fireEvent.click(button)
    await waitFor(() => expect(screen.queryByRole('button', { name })).toBeNull())
    expect(document.activeElement).toBe(screen.getByRole('heading', { level: 1 }))
  })

  it('[UI27] of Go online, which goes away with its notice, goes to the region', async () => {
    const { region } = await openRegion([pendingBuilding(1, 'Mill')], satchel)
    await act(() => satchel.changeSettings({ worksOffline: true }))
    const button = await region.findByRole('button', { name: 'Go online' })
    button.focus()
    fireEvent.click(button)
    await waitFor(() => expect(region.queryByRole('button', { name: 'Go online' })).toBeNull())
    expect(document.activeElement).toBe(region.getByRole('heading', { name: 'Pending changes' }))
  })

  it('[UI27] of Undo goes to the entry that came back, unless the person is elsewhere by then', async () => {
    const { region } = await openRegion([pendingBuilding(1, 'Mill'), pendingBuilding(2, 'Barn')], satchel)
    const undoing = async (n: number) => {
      fireEvent.click(region.getByRole('button', { name: 'Discard Mill' }))
      act(() => satchel.setPending([pendingBuilding(2, 'Barn')]))
      const undo = await screen.findByRole('button', { name: 'Undo' })
      undo.focus()
      fireEvent.click(undo)
      await waitFor(() => expect(satchel.calls).toHaveLength(n))
    }
    await undoing(2)
    act(() => satchel.setPending([pendingBuilding(1, 'Mill'), pendingBuilding(2, 'Barn')]))
    await waitFor(() => expect(document.activeElement).toBe(region.getByRole('listitem', { name: /^Mill/ })))
    await undoing(4)
    const here = region.getByRole('button', { name: 'Sync now' })
    here.focus()
    act(() => satchel.setPending([pendingBuilding(1, 'Mill'), pendingBuilding(2, 'Barn')]))
    await region.findByRole('listitem', { name: /^Mill/ })
    expect(document.activeElement).toBe(here)
  })

  it('[UI27] [UI117] of the Undo of a discarded draft goes to what was typed', async () => {
    await satchel.putDraft('buildings', 'b1', { values: { floors: '5' }, seen: mill })
    renderApp(satchel, '/buildings/b1')
    fireEvent.click(await screen.findByRole('button', { name: 'Discard draft' }))
    const undo = await screen.findByRole('button', { name: 'Undo' })
    undo.focus()
    fireEvent.click(undo)
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Floors')))
  })
})
