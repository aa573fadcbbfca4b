import { act, fireEvent, screen, within } from '@testing-library/react'
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { PROTOCOL_HEADER, PROTOCOL_VERSION } from '../../../../contract/wire/protocol.ts'
import { buildingRow, createFakeSatchel, pendingBuilding } from '../../testing/fake-satchel.ts'
import { renderApp } from '../../testing/render-app.tsx'

const server = setupServer()

function answer(data: readonly object[], hasMore = false) {
  server.use(
    http.get('*/api/history', ({ request }) => {
      const isLater = new URL(request.url).searchParams.has('before')
      return HttpResponse.json(isLater ? { data: [created], has_more: false } : { data, has_more: hasMore }, {
        headers: { [PROTOCOL_HEADER]: PROTOCOL_VERSION },
      })
    }),
  )
}

const created = line(1, { op: 'create', after: { name: 'Mill', status: 'active' } })

function line(seq: number, more: object): object {
  const at = '2026-11-20T10:00:00.000Z'
  return { seq, version: seq, op: 'update', updated_by: 'Ben', updated_at: at, before: {}, after: {}, ...more }
}

async function openHistory() {
  const satchel = createFakeSatchel()
  satchel.setRows([buildingRow('b1', { name: 'Mill', floors: 2 })])
  renderApp(satchel, '/buildings/b1')
  fireEvent.click(await screen.findByRole('button', { name: 'History' }))
  return { satchel, panel: await screen.findByRole('region', { name: 'History' }) }
}

const linesOf = async (panel: HTMLElement) => {
  await within(panel).findByText('created this', { exact: false })
  return within(panel)
    .getAllByRole('listitem')
    .map((item) => item.textContent)
}

describe('the history of a record', () => {
  beforeAll(() => server.listen({ onUnhandledRequest: 'bypass' }))
  afterEach(() => server.resetHandlers())
  afterAll(() => server.close())

  it('[UI43] says who, when, and before and after in the words of the form', async () => {
    answer([line(2, { before: { status: 'active', floors: 2 }, after: { status: 'maintenance' } }), created])
    const { panel } = await openHistory()
    const [second, first] = await linesOf(panel)
    expect(second).toContain('Ben changed this')
    expect(second).toContain('Floors: 2 → nothing')
    expect(second).toContain('Status: Active → Under maintenance')
    expect(second).toMatch(/Nov.*2026/)
    expect(first).toContain('Name: Mill')
  })

  it('[UI43] says how a conflict was decided, and what was not taken', async () => {
    const decided = { floors: 'resolved' }
    answer([line(2, { before: { floors: 2 }, after: { floors: 5 }, lost: { floors: 7 }, decided }), created])
    const [second] = await linesOf((await openHistory()).panel)
    expect(second).toContain('Floors: 2 → 5')
    expect(second).toContain('Floors: 7 was not taken.')
    expect(second).toContain('Ben decided this conflict.')
  })

  it('[UI43] asks for what is older', async () => {
    answer([line(2, { before: { floors: 2 }, after: { floors: 5 } })], true)
    const { panel } = await openHistory()
    fireEvent.click(await within(panel).findByRole('button', { name: 'Show earlier' }))
    expect(await linesOf(panel)).toHaveLength(2)
    expect(within(panel).queryByRole('button', { name: 'Show earlier' })).toBeNull()
  })

  it('[UI43] without a network says that it needs one, and still tells what waits here', async () => {
    server.use(http.get('*/api/history', () => HttpResponse.error()))
    const { satchel, panel } = await openHistory()
    expect(await within(panel).findByText(/^The history needs the network/)).toBeTruthy()
    act(() => satchel.setPending([pendingBuilding(1, 'Mill', { patch: { floors: 3 }, base: { floors: 2 } })]))
    expect(await within(panel).findByText('Floors: 2 → 3')).toBeTruthy()
    answer([created])
    fireEvent.click(within(panel).getByRole('button', { name: 'Ask again' }))
    expect(await linesOf(panel)).toHaveLength(2)
  })
})
