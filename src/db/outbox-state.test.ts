import { describe, expect, it } from 'vitest'
import { models } from '../../contract/models/index.ts'
import { create, parked, refused, sealed, update } from '../sync/core/testing/records.ts'
import { outboxState } from './outbox-state.ts'

const BASICS = { model: 'buildings', id: 'b1' }
const first = sealed(create({ name: 'Hub' }, { ...BASICS, key: 1 }))
const edit = update(0, { name: 'Hub' }, { name: 'Hub 2' }, { ...BASICS, key: 2 })
const inspection = create({ building: 'b2', date: '2026-11-20' }, { model: 'inspections', id: 'i1', key: 4 })

describe('what waits for nothing but the network', () => {
  it('[EN26] is an unanswered change, also if an edit made since waits for the person’s word', () => {
    const state = outboxState(models, [first, edit], 'onConfirm')
    expect(state).toMatchObject({ pending: 1, unconfirmed: 1, leaving: 1 })
  })

  it('[EN26] is not what waits for a person, nor what waits for that', () => {
    const building = create({ name: 'New' }, { model: 'buildings', id: 'b2', key: 3 })
    expect(outboxState(models, [building, inspection], 'onConfirm')).toMatchObject({ pending: 2, leaving: 0 })
    expect(outboxState(models, [building, inspection], 'automatic')).toMatchObject({ pending: 2, leaving: 2 })
    expect(outboxState(models, [parked(building, refused()), inspection], 'automatic')).toMatchObject({ leaving: 0 })
    expect(outboxState(models, [edit], 'automatic')).toMatchObject({ pending: 1, leaving: 1 })
  })
})
