import { act, fireEvent, screen, within } from '@testing-library/react'
import { expect, it } from 'vitest'
import type { SyncEvent } from '../../../sync/core/types.ts'
import { buildingRow, createFakeSatchel } from '../../testing/fake-satchel.ts'
import { renderApp } from '../../testing/render-app.tsx'

const at = '2026-11-20T10:00:00.000Z'

async function shown(event: Omit<SyncEvent, 'at'>) {
  const satchel = createFakeSatchel()
  satchel.setRows([buildingRow('b1', { name: 'Mill' })])
  renderApp(satchel, '/settings')
  const log = within(await screen.findByRole('region', { name: 'Sync log' }))
  act(() => satchel.setEvents([{ at, ...event }]))
  fireEvent.click(await log.findByRole('button', { name: 'Show', hidden: true }))
  await log.findByRole('link', { name: 'Mill', hidden: true })
  const item = log.getByRole('listitem', { hidden: true })
  return [...item.querySelectorAll('p')].map(({ textContent }) => textContent).slice(1)
}

const about = { model: 'buildings', id: 'b1', op: 'update' }
const parked = {
  ...{ ...about, patch: { name: 'Mine' }, base: { version: 1, values: { name: 'Was' } } },
  reason: { kind: 'conflict', serverVersion: 2, serverData: { name: 'Theirs' }, fields: ['name'], theirs: {} },
}

it.each([
  ['parked', parked, ['Name', 'Was: Was', 'Yours: Mine', 'Theirs: Theirs']],
  ['recovered', parked, ['Name', 'Was: Was', 'Yours: Mine', 'Theirs: Theirs']],
  [
    'overwritten',
    { ...about, fields: { floors: { mine: 3, theirs: 4, kept: 'theirs' } } },
    ['Floors', 'Yours: 3', 'Theirs: 4'],
  ],
  ['merged', { ...about, fields: { floors: { was: 3, now: 4 } } }, ['Floors', 'Was: 3', 'Theirs: 4']],
  [
    'resolved',
    { ...about, fields: { name: { base: 'Was', mine: 'Mine', theirs: 'Theirs', chosen: 'Mine' } } },
    ['Name', 'Was: Was', 'Yours: Mine', 'Theirs: Theirs', 'Chosen: Mine'],
  ],
  [
    'discarded',
    { ...about, mine: { name: 'Mine' }, base: { name: 'Was' }, theirs: { name: 'Theirs' } },
    ['Name', 'Was: Was', 'Yours: Mine', 'Theirs: Theirs'],
  ],
  [
    'differed',
    { ...about, ours: { version: 1, data: { name: 'Mine' } }, theirs: { version: 2, data: { name: 'Theirs' } } },
    ['Name', 'Yours: Mine', 'Theirs: Theirs'],
  ],
  ['repaired', { ...about, patch: { name: 'Mine' }, base: { version: 0, values: {} } }, ['Name', 'Yours: Mine']],
  [
    'parked',
    { ...about, op: 'delete', patch: {}, base: { values: {} }, reason: { ...parked.reason } },
    ['Name', 'Theirs: Theirs'],
  ],
  ['discarded', about, []],
])('[UI28] of what was %s the log shows every version that there was', async (kind, detail, lines) => {
  expect(await shown({ kind, detail })).toEqual(lines)
})
