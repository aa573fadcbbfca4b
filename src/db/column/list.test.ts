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

it('[UI22] of what arrived in one push the newest record comes first, packed or not', () => {
  const builder = createColumnBuilder(plan)
  for (const id of ['i1', 'i3', 'i5']) builder.add(itemWith(id, {}))
  const column = createLiveColumn(plan, builder.finish())
  const order = () => [...column.byChanged()].map((slot) => column.idAt(slot))
  expect(order()).toEqual(['i5', 'i3', 'i1'])
  for (const id of ['i2', 'i4', 'i6']) column.apply(id, itemWith(id, {}))
  expect(order()).toEqual(['i6', 'i5', 'i4', 'i3', 'i2', 'i1'])
})
