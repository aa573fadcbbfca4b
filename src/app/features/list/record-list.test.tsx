import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { buildingRow, createFakeSatchel, pendingBuilding } from '../../testing/fake-satchel.ts'
import { renderApp } from '../../testing/render-app.tsx'
import { listSearchToQuery, parseListSearch } from './list-search.ts'

async function givenList(count: number) {
  const satchel = createFakeSatchel()
  const rows = Array.from({ length: count }, (_, n) =>
    buildingRow(`b${n}`, { name: `Mill ${n}`, address: `${n} Weir Lane` }),
  )
  satchel.setRows(rows)
  renderApp(satchel, '/buildings')
  await screen.findByRole('searchbox', { name: 'Search' })
  return satchel
}

describe('a list', () => {
  it('[UI29] says in a refused record’s row why', async () => {
    const satchel = await givenList(1)
    const reason = { kind: 'refused', code: 'FORBIDDEN', message: '', fields: {} } as const
    act(() => satchel.setPending([pendingBuilding(0, 'Mill 0', { group: 'refused', state: 'parked', reason })]))
    expect(await screen.findByRole('link', { name: 'Mill 0 Refused: You may not change this.' })).toBeTruthy()
  })

  it('[UI29] the home screen counts per model what waits', async () => {
    const satchel = createFakeSatchel()
    satchel.setPending([pendingBuilding(1, 'Mill'), pendingBuilding(2, 'Barn')])
    renderApp(satchel, '/')
    const link = await screen.findByRole('link', { name: 'Buildings' })
    await waitFor(() =>
      expect(document.getElementById(link.getAttribute('aria-describedby') ?? '')?.textContent).toContain('2 pending'),
    )
  })

  it('[UI22] shows title, second line and state; a link’s name begins with the title', async () => {
    await givenList(1)
    const link = await screen.findByRole('link', { name: /^Mill 0/ })
    await waitFor(() => expect(link.textContent).toBe('Mill 0 0 Weir Lane Synced'))
    expect(link.getAttribute('href')).toBe('/buildings/b0')
    expect(screen.getByRole('link', { name: 'New building' }).getAttribute('href')).toBe('/buildings/new')
  })

  it('[UI22] of ten thousand records, only the rows in view are there', async () => {
    await givenList(10_000)
    await screen.findByRole('link', { name: /^Mill 0/ })
    expect(screen.getByText('10,000 records')).toBeTruthy()
    expect(screen.getAllByRole('link', { name: /^Mill/ }).length).toBeLessThan(40)
  })

  it('[UI22] searches as you type, and forgets the search where the list is opened anew', async () => {
    await givenList(30)
    fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'mill 17' } })
    await screen.findByRole('link', { name: /^Mill 17/ })
    await waitFor(() => expect(screen.getAllByRole('link', { name: /^Mill/ })).toHaveLength(1))
    fireEvent.click(screen.getByRole('link', { name: 'Buildings' }))
    await waitFor(() => expect(screen.getByRole('searchbox')).toHaveProperty('value', ''))
    expect(await screen.findByText('30 records')).toBeTruthy()
  })

  it('[UI22] an address says what is searched and filtered; what it does not understand is left out', () => {
    expect(listSearchToQuery(parseListSearch({ q: 'mill', filter: 'status:active' }))).toEqual({
      search: 'mill',
      where: { status: 'active' },
    })
    expect(listSearchToQuery(parseListSearch({ q: 7, filter: 'status', other: 'x' }))).toEqual({})
  })
})
