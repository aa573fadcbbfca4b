import { expect, it } from 'vitest'
import { inspections } from '../../../contract/models/inspection.ts'
import type { Data } from '../../../contract/value.ts'
import { createColumnBuilder } from './column.ts'
import { type ListContext, listOf } from './list.ts'
import { createLiveColumn } from './live-column.ts'
import { itemOf, planOf } from './plan.ts'

const plan = planOf({ ...inspections, filters: ['checklist'] })
const itemWith = (id: string, data: Data) =>
  itemOf(plan, { model: 'inspections', id, version: 1, data, updatedAt: '2026-11-20T10:00:00.000Z', updatedBy: 'Ben' })

it('[UI41] a filter by one of many choices finds the records that have it among theirs', () => {
  const builder = createColumnBuilder(plan)
  builder.add(itemWith('i1', { checklist: ['roof', 'lift'] }))
  builder.add(itemWith('i2', { checklist: ['lift'] }))
  builder.add(itemWith('i3', {}))
  const column = createLiveColumn(plan, builder.finish())
  column.apply('i4', itemWith('i4', { checklist: ['stairs', 'roof'] }))
  column.apply('i2', itemWith('i2', { checklist: ['roof'] }))
  const context: ListContext = {
    columnOf: () => undefined,
    titleOrder: () => column.byChanged(),
    stateOf: () => 'synced',
    lastSeen: () => undefined,
  }
  const found = (checklist: string) => listOf(context, column, { where: { checklist } }).items.map(({ id }) => id)
  expect(found('roof').toSorted()).toEqual(['i1', 'i2', 'i4'])
  expect(found('lift')).toEqual(['i1'])
  expect(found('heating')).toEqual([])
})
