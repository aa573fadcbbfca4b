import { act, fireEvent, waitFor } from '@testing-library/react'
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { PROTOCOL_HEADER, PROTOCOL_VERSION } from '../../../../contract/wire/protocol.ts'
import type { PendingChange } from '../../../db/local-api.ts'
import type { ParkedReason } from '../../../sync/core/types.ts'
import { buildingRow, createFakeSatchel, pendingBuilding } from '../../testing/fake-satchel.ts'
import { openRegion } from '../../testing/open-region.ts'

const server = setupServer()
beforeAll(() => server.listen({ onUnhandledRequest: 'bypass' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

const at = '2026-11-20T09:00:00.000Z'
const hub = { data: { name: 'The Hub', floors: 3 }, by: 'Ana', at }
const missing = { kind: 'refused', code: 'MISSING_REFERENCE', message: '', fields: { building: 'missing' } } as const

async function openWith(reason: ParkedReason, more: Partial<PendingChange> = {}, satchel = createFakeSatchel()) {
  const group = reason.kind === 'conflict' || reason.kind === 'deleted' ? 'review' : 'refused'
  return openRegion([pendingBuilding(1, 'Mill', { group, state: 'parked', reason, ...more })], satchel)
}

describe('a missing reference', () => {
  const lease = { model: 'leases', op: 'create', patch: { building: 'b9' } } as const

  it('[UI87] is named with who deleted it, also without a network, and can be restored as it last was', async () => {
    const satchel = createFakeSatchel()
    satchel.setDeleted('buildings', 'b9', hub)
    const { region } = await openWith(missing, lease, satchel)
    expect(await region.findByText('Building The Hub was deleted by Ana.')).toBeTruthy()
    expect(region.getByRole('button', { name: 'Choose another' })).toBeTruthy()
    expect(region.getByRole('button', { name: 'Discard Mill' })).toBeTruthy()
    fireEvent.click(region.getByRole('button', { name: 'Restore Building' }))
    await waitFor(() =>
      expect(satchel.calls).toEqual([
        { kind: 'create', id: 'b9', fields: hub.data },
        { kind: 'retry', entry: 1 },
      ]),
    )
  })

  it('[UI87] that this device never had is named by the server’s history, and restored from it', async () => {
    const line = { seq: 9, version: 3, op: 'delete', updated_by: 'Ana', updated_at: at, before: hub.data, after: {} }
    server.use(
      http.get('*/api/history', ({ request }) => {
        const asked = new URL(request.url).searchParams
        const isThis = asked.get('model') === 'buildings' && asked.get('id') === 'b9'
        return HttpResponse.json(
          { data: isThis ? [line] : [], has_more: false },
          { headers: { [PROTOCOL_HEADER]: PROTOCOL_VERSION } },
        )
      }),
    )
    const { satchel, region } = await openWith(missing, lease)
    expect(await region.findByText('Building The Hub was deleted by Ana.')).toBeTruthy()
    fireEvent.click(region.getByRole('button', { name: 'Restore Building' }))
    await waitFor(() => expect(satchel.calls[0]).toEqual({ kind: 'create', id: 'b9', fields: hub.data }))
  })

  it('[UI87] that was deleted here before it was sent says that, and can be restored', async () => {
    const satchel = createFakeSatchel()
    const detail = { model: 'buildings', id: 'b9', op: 'delete', mine: hub.data }
    satchel.setEvents([{ at, kind: 'cancelled', detail }])
    const { region } = await openWith(missing, lease, satchel)
    expect(await region.findByText('Building The Hub was deleted on this device before it was sent.')).toBeTruthy()
    fireEvent.click(region.getByRole('button', { name: 'Restore Building' }))
    await waitFor(() => expect(satchel.calls[0]).toEqual({ kind: 'create', id: 'b9', fields: hub.data }))
  })

  it('[UI87] that neither this device nor the server knows is not said to be deleted', async () => {
    server.use(
      http.get('*/api/history', () =>
        HttpResponse.json({ data: [], has_more: false }, { headers: { [PROTOCOL_HEADER]: PROTOCOL_VERSION } }),
      ),
    )
    const { region } = await openWith(missing, lease)
    expect(await region.findByText('The building that this refers to is not on the server.')).toBeTruthy()
    expect(region.queryByText(/deleted/)).toBeNull()
    expect(region.queryByRole('button', { name: 'Restore Building' })).toBeNull()
  })

  it('[UI87] that is there again is no reason any more: try again', async () => {
    const satchel = createFakeSatchel()
    satchel.setRows([buildingRow('b9', { name: 'The Hub' })])
    const { region } = await openWith(missing, lease, satchel)
    expect(await region.findByText('Building The Hub is there again.')).toBeTruthy()
    expect(region.queryByRole('button', { name: 'Restore Building' })).toBeNull()
    fireEvent.click(region.getByRole('button', { name: 'Try again' }))
    await waitFor(() => expect(satchel.calls).toEqual([{ kind: 'retry', entry: 1 }]))
  })
})

describe('a deletion that meets an edit', () => {
  it('[UI16] [UI85] deleted here: what changed there is shown, with who and when', async () => {
    const theirs = { name: { version: 2, by: 'Ben', at } }
    const serverData = { name: 'New mill' }
    const reason = { kind: 'conflict', serverVersion: 2, serverData, fields: ['name'], theirs } as const
    const { region } = await openWith(reason, { op: 'delete', base: { name: 'Mill' } })
    expect(await region.findByText('You deleted this record; Ben changed Name.')).toBeTruthy()
    expect(region.getByText('Name: Mill → New mill')).toBeTruthy()
    // What changed is no list of its own: an entry is found by any of its text.
    expect(region.getAllByRole('listitem')).toHaveLength(1)
    expect(region.getByText(/^Ben, Nov 20, 2026/)).toBeTruthy()
  })

  it('[UI16] [UI84] deleted there: what was changed here is shown, and both versions can be saved', async () => {
    const reason = { kind: 'deleted', serverVersion: 2, by: 'Ben', at } as const
    const { region } = await openWith(reason, { base: { floors: 2 }, patch: { floors: 5 } })
    expect(await region.findByText('Floors: 2 → 5')).toBeTruthy()
    const files: Blob[] = []
    URL.createObjectURL = (file) => {
      if (file instanceof Blob) files.push(file)
      return '#'
    }
    fireEvent.click(region.getByRole('button', { name: 'Download both versions' }))
    await waitFor(() => expect(files).toHaveLength(1))
    expect(JSON.parse((await files[0]?.text()) ?? '')).toMatchObject({
      yours: { changes: { floors: 5 } },
      theirs: { deleted: true, by: 'Ben' },
    })
  })

  it.each([
    { kind: 'refused', code: 'TOO_LARGE', message: 'no', fields: {} },
    { kind: 'failed', message: '500' },
  ] as const)('[UI84] so can a $kind change and what the server has', async (reason) => {
    const { satchel, region } = await openWith(reason, { base: { floors: 2 }, patch: { floors: 5 } })
    act(() => satchel.setRows([buildingRow('b1', { name: 'Mill', floors: 3 }, { version: 4 })]))
    const files: Blob[] = []
    URL.createObjectURL = (file) => {
      if (file instanceof Blob) files.push(file)
      return '#'
    }
    fireEvent.click(await region.findByRole('button', { name: 'Download both versions' }))
    await waitFor(() => expect(files).toHaveLength(1))
    expect(JSON.parse((await files[0]?.text()) ?? '')).toMatchObject({
      was: { floors: 2 },
      yours: { changes: { floors: 5 } },
      theirs: { version: 4, data: { name: 'Mill', floors: 3 }, refusal: reason },
    })
    expect(region.getByRole('button', { name: /^Discard / })).toBeTruthy()
  })

  it('[UI85] where several changes came in at once and the server cannot be asked, nobody is named in vain', async () => {
    const theirs = { name: { version: 4, by: 'Ben', at, isOfRow: true } } as const
    const reason = {
      kind: 'conflict',
      serverVersion: 4,
      serverData: { name: 'New' },
      fields: ['name'],
      theirs,
    } as const
    const { region } = await openWith(reason, { op: 'delete', base: { name: 'Mill' } })
    expect(await region.findByText('You deleted this record; others changed Name.')).toBeTruthy()
    expect(region.getByText(/^Ben or somebody before, by Nov 20, 2026/)).toBeTruthy()
  })
})
