import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { expect, it, vi } from 'vitest'
import { EntryInFlight } from '../../../sync/errors.ts'
import { createFakeSatchel, pendingBuilding } from '../../testing/fake-satchel.ts'
import { renderApp } from '../../testing/render-app.tsx'

async function askedToSignOut() {
  const satchel = createFakeSatchel()
  satchel.setPending([pendingBuilding(1, 'Mill'), pendingBuilding(2, 'Barn')])
  renderApp(satchel, '/settings')
  await screen.findByRole('button', { name: '2 pending changes' })
  fireEvent.click(await screen.findByRole('button', { name: 'Sign out' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Sign out with unsent work?' }))
  return { satchel, dialog, discard: () => dialog.getByRole('button', { name: 'Discard and sign out' }) }
}

it('[F30] nothing unsent is given up unless the person stays, exports, or types that they mean it', async () => {
  const { satchel, dialog, discard } = await askedToSignOut()
  expect(discard()).toHaveProperty('disabled', true)
  fireEvent.change(dialog.getByRole('textbox'), { target: { value: 'yes' } })
  expect(discard()).toHaveProperty('disabled', true)
  expect(dialog.getByRole('button', { name: 'Export' })).toBeTruthy()
  fireEvent.click(dialog.getByRole('button', { name: 'Stay' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(satchel.calls).toEqual([])
})

it('[F30] typed, all of it goes at once', async () => {
  const { satchel, dialog, discard } = await askedToSignOut()
  fireEvent.change(dialog.getByRole('textbox'), { target: { value: 'Discard ' } })
  fireEvent.click(discard())
  await waitFor(() => expect(satchel.calls).toEqual([{ kind: 'discardEverything' }]))
})

it.each([
  ['being sent', { sending: true }],
  ['sent and not answered', { online: false }],
])('[F30] what is %s is not given up: the person is told', async (what, state) => {
  const { satchel, dialog, discard } = await askedToSignOut()
  act(() => satchel.setState(state))
  await screen.findByText(/^(Sending \d|Offline)/)
  fireEvent.change(dialog.getByRole('textbox'), { target: { value: 'discard' } })
  satchel.failNext(new EntryInFlight('sending'))
  fireEvent.click(discard())
  expect((await dialog.findByRole('alert')).textContent).toContain(what)
  expect(satchel.calls).toEqual([])
})

it('[UI105] what was exported is said in the dialog, in front of which nothing else is heard', async () => {
  const { dialog } = await askedToSignOut()
  URL.createObjectURL = () => 'blob:x'
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue(undefined)
  fireEvent.click(dialog.getByRole('button', { name: 'Export' }))
  await waitFor(() => expect(dialog.getByRole('status').textContent).toMatch(/saved to a file/))
  const said = screen.getAllByRole('status').filter(({ textContent }) => textContent !== '')
  expect(said).toHaveLength(1)
})
