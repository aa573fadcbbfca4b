import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { buildings } from '../../../../contract/models/building.ts'
import { payments } from '../../../../contract/models/payment.ts'
import { buildingRow, createFakeSatchel, pendingBuilding } from '../../testing/fake-satchel.ts'
import { renderApp } from '../../testing/render-app.tsx'
import { listSearchToQuery, parseListSearch, withFilter } from './list-search.ts'

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

const REFUSED = { kind: 'refused', code: 'FORBIDDEN', message: '', fields: {} } as const

describe('a list', () => {
  it('[UI22] does not say that there is nothing before anything has come from the server', async () => {
    const satchel = await givenList(0)
    expect(
      await screen.findByText('Nothing has come from the server yet. You can begin with “New building”.'),
    ).toBeTruthy()
    act(() => satchel.setState({ lastSuccessMs: Date.now() }))
    expect(await screen.findByText('Nothing here yet. Begin with “New building”.')).toBeTruthy()
  })

  it('[UI29] says in a refused record’s row why', async () => {
    const satchel = await givenList(1)
    const parked = { group: 'refused', state: 'parked', reason: REFUSED } as const
    act(() => satchel.setPending([pendingBuilding(0, 'Mill 0', parked)]))
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

  it('[UI29] of what waits, the home screen tells apart what was refused, what needs review and what goes by itself', async () => {
    const satchel = createFakeSatchel()
    const parked = (n: number, group: 'review' | 'refused') =>
      pendingBuilding(n, `Mill ${n}`, { group, state: 'parked', reason: REFUSED })
    satchel.setPending([
      pendingBuilding(1, 'Mill'),
      pendingBuilding(2, 'Barn'),
      parked(3, 'refused'),
      parked(4, 'review'),
    ])
    renderApp(satchel, '/')
    for (const [text, tone] of [
      ['1 refused', 'text-refused'],
      ['1 needs review', 'text-needs-you'],
      ['2 pending', 'text-ink'],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one screen
      const found = within(await screen.findByRole('navigation', { name: 'Models' })).getByText(text)
      expect(found.parentElement?.className).toContain(tone)
    }
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

  it('[UI93] of another answer the rows in view are in the next picture, those around them in the one after', async () => {
    const height = vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(720)
    await givenList(100)
    const rows = () => screen.queryAllByRole('link', { name: /^Mill/ })
    await waitFor(() => expect(rows()).toHaveLength(20))
    const pictures: FrameRequestCallback[] = []
    const asked = vi.spyOn(window, 'requestAnimationFrame').mockImplementation((callback) => pictures.push(callback))
    fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'weir' } })
    await vi.waitFor(() => expect(rows()).toHaveLength(11), { interval: 1 })
    for (const picture of pictures) picture(0)
    await waitFor(() => expect(rows()).toHaveLength(20))
    asked.mockRestore()
    height.mockRestore()
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

  it('[UI97] a row asks for nothing: what it refers to has its title from the list', async () => {
    const satchel = createFakeSatchel()
    const date = '2026-11-20'
    satchel.setRows([
      buildingRow('b1', { name: 'Mill' }),
      buildingRow('i1', { building: 'b1', date }, { model: 'inspections' }),
      buildingRow('i2', { building: 'gone', date }, { model: 'inspections' }),
    ])
    const asked: string[] = []
    const { titleOf } = satchel
    renderApp({ ...satchel, titleOf: (model, id) => (asked.push(id), titleOf(model, id)) }, '/inspections')
    expect(await screen.findByRole('link', { name: /^Mill · / })).toBeTruthy()
    // Not the id of a building that is not here.
    expect(screen.queryByRole('link', { name: /gone/ })).toBeNull()
    expect(asked).toEqual([])
  })

  it('[UI97] a row is a link to its record; the open one says so', async () => {
    await givenList(2)
    const row = await screen.findByRole('link', { name: /^Mill 1/ })
    // Another tab is the browser's.
    expect(fireEvent.click(row, { ctrlKey: true })).toBe(true)
    expect(fireEvent.click(row)).toBe(false)
    expect(await screen.findByRole('heading', { level: 1, name: 'Mill 1' })).toBeTruthy()
    expect(screen.getByRole('link', { name: /^Mill 1/ }).getAttribute('aria-current')).toBe('page')
    expect(screen.getByRole('link', { name: /^Mill 0/ }).getAttribute('aria-current')).toBeNull()
  })

  it('[UI119] a tap goes its way where the record is not read in time; whoever has gone elsewhere stays there', async () => {
    const satchel = createFakeSatchel()
    satchel.setRows([buildingRow('b1', { name: 'Mill' })])
    const reads: (() => void)[] = []
    satchel.getDraft = () => new Promise((resolve) => reads.push(() => resolve(undefined)))
    const { addressNow } = renderApp(satchel, '/buildings')
    fireEvent.click(await screen.findByRole('link', { name: /^Mill/ }))
    fireEvent.click(screen.getByRole('link', { name: 'Leases' }))
    await waitFor(() => expect(addressNow()).toBe('/leases'))
    await act(async () => reads.forEach((read) => read()))
    expect(addressNow()).toBe('/leases')
    fireEvent.click(screen.getByRole('link', { name: 'Buildings' }))
    fireEvent.click(await screen.findByRole('link', { name: /^Mill/ }))
    await waitFor(() => expect(addressNow()).toBe('/buildings/b1'))
  })

  it('[UI119] a tap on what was just found is not lost where the address follows the search meanwhile', async () => {
    const satchel = createFakeSatchel()
    satchel.setRows([buildingRow('b1', { name: 'Mill' })])
    const reads: (() => void)[] = []
    satchel.getDraft = () => new Promise((resolve) => reads.push(() => resolve(undefined)))
    const { addressNow, replaceAddress } = renderApp(satchel, '/buildings')
    fireEvent.click(await screen.findByRole('link', { name: /^Mill/ }))
    replaceAddress('/buildings?q=mill')
    await act(async () => reads.forEach((read) => read()))
    await waitFor(() => expect(addressNow()).toMatch('/buildings/b1'))
  })

  it('[UI98] what is typed is searched at once, and stands in the address a moment later', async () => {
    const satchel = createFakeSatchel()
    satchel.setRows([buildingRow('b1', { name: 'Mill' }), buildingRow('b2', { name: 'Barn' })])
    const { addressNow } = renderApp(satchel, '/buildings')
    const box = await screen.findByRole('searchbox', { name: 'Search' })
    fireEvent.change(box, { target: { value: 'mil' } })
    expect(box).toHaveProperty('value', 'mil')
    expect(addressNow()).toBe('/buildings')
    fireEvent.change(box, { target: { value: 'mill' } })
    await waitFor(() => expect(addressNow()).toBe('/buildings?q=mill'))
    expect(screen.queryByRole('link', { name: /^Barn/ })).toBeNull()
  })

  it('[UI98] a record opened before that takes the search along', async () => {
    const satchel = createFakeSatchel()
    satchel.setRows([buildingRow('b1', { name: 'Mill' }), buildingRow('b2', { name: 'Barn' })])
    const { addressNow } = renderApp(satchel, '/buildings')
    fireEvent.change(await screen.findByRole('searchbox', { name: 'Search' }), { target: { value: 'mill' } })
    fireEvent.click(await screen.findByRole('link', { name: /^Mill/ }))
    await waitFor(() => expect(addressNow()).toBe('/buildings/b1?q=mill'))
    expect(screen.getByRole('searchbox', { name: 'Search' })).toHaveProperty('value', 'mill')
  })

  it('[UI22] an address says what is searched and filtered; what it does not understand is left out', () => {
    expect(listSearchToQuery(buildings, parseListSearch({ q: 'mill', filter: 'status:active' }))).toEqual({
      search: 'mill',
      where: { status: 'active' },
    })
    expect(
      listSearchToQuery(buildings, parseListSearch({ q: 7, filter: 'floors:2', sort: 'size', other: 'x' })),
    ).toEqual({})
  })

  it('[UI40] a record whose form holds what is not saved says Draft; a begun one stands above the list', async () => {
    const satchel = createFakeSatchel()
    const row = buildingRow('b1', { name: 'Mill' })
    satchel.setRows([row, buildingRow('b2', { name: 'Barn' })])
    await satchel.putDraft('buildings', 'b1', { values: { floors: '4' }, seen: row })
    await satchel.putDraft('buildings', 'b2', {
      values: { name: 'Barn' },
      seen: buildingRow('b2', { name: 'Old barn' }),
    })
    const seen = buildingRow('b3', {}, { version: 0 })
    await satchel.putDraft('buildings', 'new', { values: { name: 'Forge' }, seen })
    renderApp(satchel, '/buildings')
    expect(await screen.findByRole('link', { name: 'Mill Draft' })).toBeTruthy()
    expect(screen.getByRole('link', { name: 'Barn Synced' })).toBeTruthy()
    const begun = screen.getByRole('link', { name: 'Forge, not saved yet Draft' })
    expect(begun.getAttribute('href')).toBe('/buildings/new')
  })

  it('[UI40] [UI100] a new record that says nothing yet is called new, in the person’s language', async () => {
    const satchel = createFakeSatchel()
    const seen = buildingRow('b3', {}, { version: 0 })
    await satchel.putDraft('buildings', 'new', { values: { floors: '4' }, seen })
    renderApp(satchel, '/buildings')
    expect(await screen.findByRole('link', { name: 'New building Draft' })).toBeTruthy()
  })

  it('[UI41] a list is filtered by a choice, and by a record that is referred to', async () => {
    const satchel = createFakeSatchel()
    const date = '2026-11-20'
    satchel.setRows([
      buildingRow('b1', { name: 'Mill', status: 'active' }),
      buildingRow('b2', { name: 'Barn', status: 'closed' }),
      buildingRow('i1', { building: 'b1', date }, { model: 'inspections' }),
      buildingRow('i2', { building: 'b2', date }, { model: 'inspections' }),
    ])
    renderApp(satchel, '/buildings')
    fireEvent.click(await screen.findByRole('button', { name: 'Filter' }))
    fireEvent.change(screen.getByRole('combobox', { name: 'Status' }), { target: { value: 'closed' } })
    await waitFor(() => expect(screen.queryByRole('link', { name: /^Mill/ })).toBeNull())
    expect(screen.getByRole('link', { name: /^Barn/ })).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'Status: Closed Show all' }))
    expect(await screen.findByRole('link', { name: /^Mill/ })).toBeTruthy()

    renderApp(satchel, '/inspections')
    fireEvent.click(await screen.findByRole('button', { name: 'Filter' }))
    fireEvent.change(screen.getByRole('combobox', { name: 'Building' }), { target: { value: 'bar' } })
    fireEvent.click(await screen.findByRole('option', { name: 'Barn' }))
    await waitFor(() => expect(screen.queryByRole('link', { name: /^Mill/ })).toBeNull())
    expect(screen.getByRole('link', { name: /^Barn/ })).toBeTruthy()
  })

  it('[UI41] a filter by a record that is deleted here still says its name', async () => {
    const satchel = createFakeSatchel()
    satchel.setPending([pendingBuilding(1, 'Mill', { op: 'delete' })])
    renderApp(satchel, '/leases?filter=building:b1')
    expect(await screen.findByRole('button', { name: 'Building: Mill Show all' })).toBeTruthy()
  })

  it('[UI41] a list is sorted by name on request', async () => {
    const satchel = createFakeSatchel()
    satchel.setRows([buildingRow('b1', { name: 'Mill' }), buildingRow('b2', { name: 'Barn' })])
    renderApp(satchel, '/buildings')
    await screen.findByRole('link', { name: /^Mill/ })
    fireEvent.click(screen.getByRole('button', { name: 'Sorted by last change' }))
    expect(await screen.findByRole('button', { name: 'Sorted by name' })).toBeTruthy()
    await waitFor(() =>
      expect(screen.getAllByRole('link', { name: /Synced$/ }).map((link) => link.textContent)).toEqual([
        'Barn  Synced',
        'Mill  Synced',
      ]),
    )
  })

  it('[UI41] several filters stand in one address, and one that the model does not have is left out', () => {
    const search = withFilter(payments, withFilter(payments, {}, 'method', 'cash'), 'lease', 'a,b:c')
    expect(listSearchToQuery(payments, search)).toEqual({ where: { method: 'cash', lease: 'a,b:c' } })
    expect(withFilter(payments, withFilter(payments, search, 'lease', ''), 'method', '')).toEqual({})
    expect(listSearchToQuery(payments, { filter: 'amount:1,colour:red,method:card' })).toEqual({
      where: { method: 'card' },
    })
  })

  it('[UI22] a title that holds a day shows it as the person writes it', async () => {
    const satchel = createFakeSatchel()
    const data = { building: 'b1', date: '2026-11-20' }
    satchel.setRows([buildingRow('b1', { name: 'Mill' }), buildingRow('i1', data, { model: 'inspections' })])
    renderApp(satchel, '/inspections/i1')
    const day = new Intl.DateTimeFormat(navigator.languages, { dateStyle: 'medium', timeZone: 'UTC' })
    const title = `Mill · ${day.format(new Date('2026-11-20'))}`
    expect(await screen.findByRole('heading', { level: 1, name: title })).toBeTruthy()
    expect(await screen.findByRole('link', { name: `${title} Synced` })).toBeTruthy()
  })
})
