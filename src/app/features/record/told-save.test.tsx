import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { QuotaExceeded } from '../../../sync/errors.ts'
import { buildingRow, createFakeSatchel } from '../../testing/fake-satchel.ts'
import { renderApp } from '../../testing/render-app.tsx'
import { announce } from '../shell/announcements.ts'

async function givenForm() {
  const satchel = createFakeSatchel()
  satchel.setRows([buildingRow('b1', { name: 'Mill', floors: 2 })])
  renderApp(satchel, '/buildings/b1')
  await screen.findByLabelText('Name')
  return satchel
}

const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })
const save = () => fireEvent.click(screen.getByRole('button', { name: 'Save' }))

describe('what is said of a save', () => {
  it('[UI6] the next save empties the live region first', async () => {
    const satchel = await givenForm()
    type('Floors', '3')
    save()
    await waitFor(() => expect(screen.getByRole('status').textContent).toBe('Saved on this device'))
    satchel.failNext(new QuotaExceeded('full'))
    type('Floors', '4')
    act(() => announce('Said of something else'))
    save()
    expect(screen.getByRole('status').textContent).toBe('')
    expect((await screen.findByRole('alert')).textContent).toContain('What you typed is still here')
  })

  it('[UI6] what is typed after a save takes its word back, and nothing else that is said', async () => {
    await givenForm()
    type('Floors', '3')
    save()
    await waitFor(() => expect(screen.getByRole('status').textContent).toBe('Saved on this device'))
    type('Floors', '4')
    expect(screen.getByRole('status').textContent).toBe('')
    act(() => announce('Said of something else'))
    type('Floors', '5')
    expect(screen.getByRole('status').textContent).toBe('Said of something else')
    save()
    await waitFor(() => expect(screen.getByRole('status').textContent).toBe('Saved on this device'))
  })

  it('[UI99] a save is told, and its row shows it, in one rendering', async () => {
    const satchel = await givenForm()
    const row = await screen.findByRole('link', { name: /^Mill/ })
    // As the device's own, which asks several in turn.
    const { localList } = satchel
    satchel.localList = async (...asked) => {
      for (let turn = 0; turn < 10; turn++) await Promise.resolve()
      return localList(...asked)
    }
    type('Name', 'Brewery')
    const seen: [row: string | undefined, told: string | null][] = []
    const watch = new MutationObserver(() =>
      seen.push([row.textContent?.slice(0, 7), screen.getByRole('status').textContent]),
    )
    watch.observe(document.body, { subtree: true, childList: true, characterData: true })
    save()
    await waitFor(() => expect(seen).toContainEqual(['Brewery', 'Saved on this device']))
    watch.disconnect()
    for (const [title, told] of seen) expect(title === 'Brewery').toBe(told !== '')
  })
})
