import { describe, expect, it } from 'vitest'
import { conflict, meta as deviceMeta, parked, refused, row, update } from './testing/records.ts'
import { unchanged, type RecordState } from './record-state.ts'
import type { DeviceMeta } from './types.ts'
import { isHeard, isTelling, tellYielded, withoutTold, withYielded, yieldedBy } from './yielded.ts'

const META = deviceMeta({ nextMutationId: 1 })
const ABOUT = { schema: 1, editedAt: '2026-11-20T10:00:00.000Z' }
const ONE = { model: 'houses', id: 'h1', version: 5, ...ABOUT }
const MERGE = { kind: 'merge', values: {} } as const
const asked = parked(update(3, { name: 'a' }, { name: 'b' }), conflict(5, { name: 'c' }, ['name']))
const state = (...entries: RecordState['entries']): RecordState => ({ row: row(5, { name: 'c' }), entries })
const done = unchanged(state())

describe('what a decision leaves to be told', () => {
  it('[RS9] a choice for theirs alone', () => {
    expect(yieldedBy(state(asked), MERGE, done, ABOUT)).toEqual(ONE)
  })

  it('[RS9] nothing, where something is sent, or no question was decided', () => {
    expect(yieldedBy(state(asked), MERGE, unchanged(state(update(5, {}, { name: 'b' }))), ABOUT)).toBeUndefined()
    expect(yieldedBy(state(asked), { kind: 'discard' }, done, ABOUT)).toBeUndefined()
    expect(yieldedBy(state(update(3, {}, { name: 'b' })), MERGE, done, ABOUT)).toBeUndefined()
    expect(yieldedBy(state(parked(update(3, {}, { name: 'b' }), refused())), MERGE, done, ABOUT)).toBeUndefined()
  })
})

describe('telling it', () => {
  const meta = withYielded(withYielded(META, ONE), { ...ONE, id: 'h2' })

  it('[RS9] [WP17] by updates of nothing, under new ids each time', () => {
    const first = tellYielded(meta)
    expect(first.batch.map(({ body }) => JSON.parse(body))).toMatchObject([
      { mutation_id: 1, op: 'update', id: 'h1', version: 5, data: {} },
      { mutation_id: 2, op: 'update', id: 'h2', version: 5, data: {} },
    ])
    expect(first.batch.every(isTelling)).toBe(true)
    expect(isTelling(update(5, {}, {}, { key: 1 }))).toBe(false)
    const again = tellYielded(first.meta)
    expect(again.batch.map(({ mutationId }) => mutationId)).toEqual([3, 4])
    expect(again.meta.nextMutationId).toBe(5)
  })

  it('[RS9] not where there is nothing to tell, nor where the person confirms what leaves', () => {
    const confirming: DeviceMeta = { ...meta, sendMode: 'onConfirm' }
    for (const quiet of [META, confirming]) expect(tellYielded(quiet)).toEqual({ meta: quiet, batch: [] })
  })

  it('[RS9] until the server has heard it, whatever it says of it', () => {
    const told = tellYielded(withYielded(meta, { ...ONE, id: 'h3' })).meta
    const left = withoutTold(withYielded(told, { ...ONE, id: 'h4' }), (id) => id !== 2)
    expect(left.yielded?.map(({ id }) => id)).toEqual(['h2', 'h4'])
    expect(withoutTold(told, () => true)).not.toHaveProperty('yielded')
    expect(withoutTold(META, () => true)).toEqual(META)
    expect(isHeard(undefined)).toBe(false)
    expect(isHeard({ ok: false, code: 'RETRY' })).toBe(false)
    expect(isHeard({ ok: false, code: 'DELETED' })).toBe(true)
  })
})
