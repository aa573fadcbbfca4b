import { describe, expect, it } from 'vitest'
import type { Data } from '../../../contract/value.ts'
import { queueStray } from './stray.ts'
import { testModels } from './testing/models.ts'
import { AT, KEY, row, tombstone } from './testing/records.ts'
import type { ServerRow, VisibleRow } from './types.ts'

const seen = (version: number, data: Data): VisibleRow => ({ ...KEY, version, data, updatedAt: AT, updatedBy: '' })
const queue = (of: ServerRow | undefined, shown: VisibleRow | null) =>
  queueStray(testModels, of, KEY, shown, { schema: 1, editedAt: AT })
const shadow = row(5, { name: 'a', note: 'n' })

describe('what is seen, and would never be sent', () => {
  it('[SY1] of a record that the server does not know is a create', () => {
    const { entries, facts } = queue(undefined, seen(0, { name: 'b' }))
    expect(entries).toMatchObject([{ kind: 'open', op: 'create', patch: { name: 'b' }, base: { version: 0 } }])
    expect(facts).toMatchObject([{ kind: 'repaired', detail: { id: 'h1', op: 'create' } }])
  })

  it('[SY1] over the row that it was made of is an edit of what differs', () => {
    const { entries } = queue(shadow, seen(5, { name: 'b' }))
    const base = { version: 5, values: { name: 'a', note: 'n' } }
    expect(entries).toMatchObject([{ kind: 'open', op: 'update', patch: { name: 'b', note: null }, base }])
  })

  it('[SY2] over a row that has moved since is a question', () => {
    expect(queue(shadow, seen(4, { name: 'b', note: 'n' })).entries).toMatchObject([
      { kind: 'parked', op: 'update', patch: { name: 'b' }, reason: { kind: 'conflict', fields: ['name'] } },
    ])
  })

  it('[SY2] of a record that is deleted on the server is a question', () => {
    expect(queue(tombstone(6), seen(5, { name: 'b' })).entries).toMatchObject([
      { kind: 'parked', op: 'update', patch: { name: 'b' }, reason: { kind: 'deleted', serverVersion: 6 } },
    ])
  })

  it('[SY2] a deletion is a question: what its author saw is not known', () => {
    expect(queue(shadow, null).entries).toMatchObject([
      { kind: 'parked', op: 'delete', reason: { kind: 'conflict', fields: ['name', 'note'] } },
    ])
  })

  it('[SY3] nothing is queued where nothing of it is missing on the server', () => {
    expect(queue(shadow, seen(4, { note: 'n', name: 'a' })).entries).toEqual([])
    expect(queue(tombstone(6), null).entries).toEqual([])
    expect(queue(undefined, null).entries).toEqual([])
  })
})
