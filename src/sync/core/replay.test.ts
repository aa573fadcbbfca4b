import { describe, expect, it } from 'vitest'
import { isUnchanged, NEW_KEY, unchanged, writesOf } from './record-state.ts'
import { liveData, replay } from './replay.ts'
import { create, KEY, remove, row, sealed, state, tombstone, update } from './testing/records.ts'

describe('the visible row', () => {
  it('[RB1] is the shadow itself where nothing waits', () => {
    expect(replay(state(row(3, { name: 'a' })))).toBeUndefined()
  })

  it.each([
    [
      'an edit over the shadow',
      state(row(3, { name: 'a', note: 'n' }), update(3, { name: 'a' }, { name: 'b' })),
      { name: 'b', note: 'n' },
    ],
    ['a clearing', state(row(3, { name: 'a', note: 'n' }), update(3, { note: 'n' }, { note: null })), { name: 'a' }],
    ['a new record', state(undefined, create({ name: 'a' })), { name: 'a' }],
    [
      'a create whose own row came with a pull',
      state(row(1, { name: 'a', note: 'n' }), create({ name: 'a' })),
      { name: 'a', note: 'n' },
    ],
    [
      'an edit of a record that the device no longer has',
      state(undefined, update(3, { name: 'a' }, { name: 'b' })),
      { name: 'b' },
    ],
    [
      'an edit of a record that was deleted meanwhile',
      state(tombstone(4, { name: 'a', note: 'n' }), update(3, { name: 'a' }, { name: 'b' })),
      { name: 'b', note: 'n' },
    ],
    [
      'one edit under way, one after it',
      state(
        row(3, { name: 'a' }),
        sealed(update(3, { name: 'a' }, { name: 'b' })),
        update(3, {}, { note: 'n' }, { key: 2 }),
      ),
      { name: 'b', note: 'n' },
    ],
    [
      'a delete under way, taken back',
      state(row(3, { name: 'a' }), sealed(remove(3, { name: 'a' })), create({ name: 'c' }, { key: 2 })),
      { name: 'c' },
    ],
  ])('[RB1] is shadow + replay: %s', (_, given, data) => {
    expect(replay(given)).toMatchObject({ ...KEY, data, updatedBy: '' })
  })

  it('[RB1] is gone after a delete of this device', () => {
    expect(replay(state(row(3, { name: 'a' }), remove(3, { name: 'a' })))).toBeNull()
  })

  it('[RB1] tells the server version below it: none for a new record', () => {
    expect(replay(state(row(3, {}), update(3, {}, { name: 'b' })))?.version).toBe(3)
    expect(replay(state(undefined, create({ name: 'a' })))?.version).toBe(0)
  })

  it('[RB1] of a tombstone holds nothing', () => {
    expect(liveData(tombstone(3))).toBeNull()
  })
})

describe('what a store writes', () => {
  const before = state(
    row(3, { name: 'a' }),
    update(3, { name: 'a' }, { name: 'b' }),
    update(3, {}, { note: 'n' }, { key: 2 }),
  )

  it('[RB13] is only what differs, and always the overlay', () => {
    const [first] = before.entries
    const next = { ...update(4, { name: 'a' }, { name: 'b' }), key: 1 }
    const after = { ...unchanged(before), row: row(4, {}), entries: [next] }
    expect(first).toBeDefined()
    expect(writesOf(before, after)).toMatchObject({
      rows: [after.row],
      putEntries: [next],
      addEntries: [],
      deleteEntries: [2],
    })
    expect(writesOf(before, unchanged(before))).toMatchObject({ rows: [], putEntries: [], deleteEntries: [] })
    expect(writesOf(before, unchanged(before)).visible).toMatchObject({ data: { name: 'b', note: 'n' } })
  })

  it('[RB13] is added where an entry has no key yet', () => {
    const fresh = update(3, {}, { name: 'z' }, { key: NEW_KEY })
    const { key: _, ...rest } = fresh
    expect(writesOf(state(undefined), { ...unchanged(state(undefined)), entries: [fresh] }).addEntries).toEqual([rest])
  })

  it('[RB13] is nothing where nothing changed', () => {
    expect(isUnchanged(before, unchanged(before))).toBe(true)
    expect(isUnchanged(before, { ...unchanged(before), row: row(4, {}) })).toBe(false)
    expect(isUnchanged(before, { ...unchanged(before), entries: [] })).toBe(false)
    expect(isUnchanged(before, { ...unchanged(before), entries: before.entries.toReversed() })).toBe(false)
  })
})
