import 'fake-indexeddb/auto'
import { fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createDirectory } from '../../../db/directory.ts'
import { declareDatabase, databaseName } from '../../../db/schema.ts'
import { activateLanguage } from '../../i18n/i18n.ts'
import { App, findCurrent } from './app.tsx'

beforeEach(() => activateLanguage())
afterEach(() => vi.restoreAllMocks())

const ana = { userId: 'ana', name: 'Ana', email: '', scope: 'demo', scopeName: 'Demo', lastUsedAt: 1 }

it('[UI67] [F29] a storage that cannot be opened: what waits is offered as a file, if anything can be read', async () => {
  const directory = createDirectory()
  await directory.use(ana)
  const openDevice = () => Promise.reject(new Error('the browser gives no storage'))
  const parts = { directory, openDevice }
  const found = await findCurrent(parts)
  const { unmount } = render(<App {...parts} found={found} />)
  expect(await screen.findByRole('heading', { name: 'Satchel cannot open its storage' })).toBeTruthy()
  expect(await screen.findByText('No unsent work could be read from here.')).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Export all' })).toBeNull()
  unmount()

  const dexie = declareDatabase(databaseName('ana', 'demo'))
  await dexie.open()
  await dexie.table('outbox').add({ model: 'buildings', id: 'b1', op: 'create', patch: { name: 'Mill' } })
  dexie.close()
  const saved: Blob[] = []
  URL.createObjectURL = (blob) => (blob instanceof Blob && saved.push(blob), 'blob:x')
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue(undefined)
  render(<App {...parts} found={found} />)
  fireEvent.click(await screen.findByRole('button', { name: 'Export all' }))
  expect(await screen.findByText('1 change saved to a file.')).toBeTruthy()
  expect(await saved[0]?.text()).toContain('"name": "Mill"')
})
