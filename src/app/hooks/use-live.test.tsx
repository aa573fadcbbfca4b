import { act, render, screen } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
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
    expect(counts).toEqual({ ...begun, reads: begun.reads + 1 })
    await act(async () => satchel.setRows([buildingRow('b1', { name: 'Mill' })]))
    await screen.findByText('1')
    expect(counts).toEqual({ reads: begun.reads + 2, renders: begun.renders + 1 })
  })
})
