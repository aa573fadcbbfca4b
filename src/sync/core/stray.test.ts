import { describe, expect, it } from 'vitest'
import type { Data, Patch } from '../../../contract/value.ts'
import { sawBefore } from './saw.ts'
import { queueStray } from './stray.ts'
import { testModels } from './testing/models.ts'
import { AT, create, KEY, row, tombstone, update } from './testing/records.ts'
import type { ServerRow, VisibleRow } from './types.ts'

const seen = (version: number, data: Data): VisibleRow => ({ ...KEY, version, data, updatedAt: AT, updatedBy: '' })
const queue = (of: ServerRow | undefined, shown: VisibleRow | null, saw: Patch = {}) =>
  queueStray(testModels, of, KEY, shown, saw, { schema: 1, editedAt: AT })
const shadow = row(5, { name: 'a', note: 'n' })

describe('what is seen, and would never be sent', () => {
  it('[SY1] of a record that the server does not know is a create', () => {
    const { entries, facts } = queue(undefined, seen(0, { name: 'b' }))
    expect(entries).toMatchObject([{ kind: 'open', op: 'create', patch: { name: 'b' }, base: { version: 0 } }])
    expect(facts).toMatchObject([{ kind: 'repaired', detail: { id: 'h1', op: 'create' } }])
  })

  it('[SY1] over what its author saw is an edit of what differs', () => {
    const { entries } = queue(shadow, seen(5, { name: 'b' }), { name: 'a', note: 'n' })
    const base = { version: 5, values: { name: 'a', note: 'n' } }
    expect(entries).toMatchObject([{ kind: 'open', op: 'update', patch: { name: 'b', note: null }, base }])
  })

  it('[SY1] what its author saw is what the first edit of a field saw', () => {
    const saw = sawBefore([
      create({ note: 'm' }),
      update(5, { name: 'a' }, { name: 'b' }),
      update(5, {}, { name: 'c', note: 'o' }),
    ])
    expect(saw).toEqual({ name: 'a', note: null })
  })

  it('[SY2] over a row that has moved since is a question, though what is seen has moved along with it', () => {
    expect(queue(shadow, seen(5, { name: 'b', note: 'n' }), { name: 'z' }).entries).toMatchObject([
      { kind: 'parked', op: 'update', patch: { name: 'b' }, reason: { kind: 'conflict', fields: ['name'] } },
    ])
  })

  it.each([
    ['changed', { name: 'b', note: 'n' }, 'name'],
    ['cleared', { name: 'a' }, 'note'],
    ['entered anew', { name: 'a', note: 'n', floors: 2 }, 'floors'],
  ])('[SY2] a field that was %s is a question where nobody knows what its author saw', (_, data, field) => {
    const [entry] = queue(shadow, seen(5, data)).entries
    expect(entry).toMatchObject({ kind: 'parked', reason: { kind: 'conflict', fields: [field] }, base: { version: 0 } })
    expect(Object.keys(entry?.patch ?? {})).toEqual([field])
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
