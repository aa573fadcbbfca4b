import { act, render, screen, waitFor } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { isPictureOwed } from '../after-paint.ts'
import { buildingRow, createFakeSatchel } from '../testing/fake-satchel.ts'
import { SatchelContext } from './satchel-context.ts'
import { useLive } from './use-live.ts'

describe('useLive', () => {
  it('[UI96] reads again only what may have changed, and renders only what has', async () => {
    const satchel = createFakeSatchel()
    const counts = { reads: 0, renders: 0 }
    function Total() {
      counts.renders += 1
      const read = async () => {
        counts.reads += 1
        return { total: (await satchel.localList('buildings')).total }
      }
      return <p>{`${useLive('total', read, 'records')?.value.total ?? ''}`}</p>
    }
    render(
      <SatchelContext value={satchel}>
        <Total />
      </SatchelContext>,
    )
    await screen.findByText('0')
    const begun = { ...counts }
    await act(async () => satchel.setState({ lastError: 'away' }))
    expect(counts).toEqual(begun)
    await act(async () => satchel.setRows([]))
    await waitFor(() => expect(counts).toEqual({ ...begun, reads: begun.reads + 1 }))
    await act(async () => satchel.setRows([buildingRow('b1', { name: 'Mill' })]))
    await screen.findByText('1')
    expect(counts).toEqual({ reads: begun.reads + 2, renders: begun.renders + 1 })
  })

  it('[UI99] what a person waits for is on the screen at once, the rest once they can see that', async () => {
    const satchel = createFakeSatchel()
    const pictures: FrameRequestCallback[] = []
    const asked = vi.spyOn(window, 'requestAnimationFrame').mockImplementation((callback) => pictures.push(callback))
    const read = async () => (await satchel.localList('buildings')).total
    const Shown = ({ name, when }: { name: string; when: 'now' | 'afterPaint' }) => (
      <p>{`${name} ${useLive(name, read, 'records', when)?.value ?? ''}`}</p>
    )
    render(
      <SatchelContext value={satchel}>
        <Shown name="row" when="now" />
        <Shown name="badge" when="afterPaint" />
      </SatchelContext>,
    )
    await screen.findByText('badge 0')
    satchel.setRows([buildingRow('b1', { name: 'Mill' })])
    await vi.waitFor(() => expect(screen.getByText('row 1')).toBeDefined(), { interval: 1, timeout: 50 })
    expect(screen.getByText('badge 0')).toBeDefined()
    // What is stored meanwhile by somebody else is not to delay that picture.
    satchel.setRows([buildingRow('b1', { name: 'Mill' }), buildingRow('b2', { name: 'Barn' })])
    for (let turn = 0; turn < 10; turn++) await Promise.resolve()
    expect(screen.getByText('row 1')).toBeDefined()
    for (const picture of pictures) picture(0)
    await screen.findByText('badge 2')
    await screen.findByText('row 2')
    asked.mockRestore()
  })

  it('[UI95] what a drain stores in several steps is read at the first and then together; a save of one’s own at once', async () => {
    const satchel = createFakeSatchel()
    let reads = 0
    const read = async () => {
      reads += 1
      return (await satchel.localList('buildings')).total
    }
    const Shown = () => <p>{`row ${useLive('row', read, 'records', 'now')?.value ?? ''}`}</p>
    render(
      <SatchelContext value={satchel}>
        <Shown />
      </SatchelContext>,
    )
    await screen.findByText('row 0')
    await vi.waitFor(() => expect(isPictureOwed()).toBe(false))
    const store = (count: number) =>
      satchel.setRows(Array.from({ length: count }, (_, n) => buildingRow(`b${n}`, { name: `Mill ${n}` })))
    store(1)
    await vi.waitFor(() => expect(screen.getByText('row 1')).toBeDefined(), { interval: 1, timeout: 50 })
    for (let count = 2; count <= 5; count++) store(count)
    expect(reads).toBe(2)
    await screen.findByText('row 5')
    expect(reads).toBe(3)
    void satchel.localUpdate('buildings', 'b0', {}, { seen: buildingRow('b0', { name: 'Mill 0' }) })
    await vi.waitFor(() => expect(reads).toBe(4), { interval: 1, timeout: 50 })
  })
})
