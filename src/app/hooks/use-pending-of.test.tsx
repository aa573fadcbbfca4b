import { render, screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { createFakeSatchel, pendingBuilding } from '../testing/fake-satchel.ts'
import { SatchelContext } from './satchel-context.ts'
import { usePendingOf } from './use-pending-of.ts'

it('[UI94] a row that another record takes over never tells what waited of the one before', async () => {
  const satchel = createFakeSatchel()
  satchel.setPending([pendingBuilding(1, 'Mill', { id: 'b1' })])
  const told: string[] = []
  function Row({ id }: { id: string }) {
    const change = usePendingOf('buildings', id)
    const text = `${id}: ${change === undefined ? 'not read' : (change?.label ?? 'nothing')}`
    told.push(text)
    return <p>{text}</p>
  }
  const rowOf = (id: string) => (
    <SatchelContext value={satchel}>
      <Row id={id} />
    </SatchelContext>
  )
  const { rerender } = render(rowOf('b1'))
  await screen.findByText('b1: Mill')
  rerender(rowOf('b2'))
  await screen.findByText('b2: nothing')
  expect(told).toContain('b2: not read')
  expect(told).not.toContain('b2: Mill')
})
