import { describe, expect, it } from 'vitest'
import { isUnchanged, NEW_KEY, unchanged, writesOf } from './record-state.ts'
import { liveData, replay } from './replay.ts'
import { fold } from './fold.ts'
import { testModels } from './testing/models.ts'
import type { Entry, ServerRow } from './types.ts'
import { create, KEY, remove, row, saved, sealed, state, tombstone, update } from './testing/records.ts'

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

  const rename = update(3, { name: 'a' }, { name: 'b' })
  const under = sealed(rename)
  const again = update(3, { name: 'b' }, { name: 'c' }, { key: 2 })
  const undone = [sealed(remove(3, { name: 'a' })), create({ name: 'c' }, { key: 2 })]
  const NONE = Number.MAX_SAFE_INTEGER

  it.each<[string, number, ServerRow, Entry[]]>([
    ['another’s value', 3, row(5, { name: 'x' }), [rename]],
    ['another’s value, twice', 3, row(5, { name: 'x' }), [under, again]],
    ['nothing of its own fields', 5, row(5, { name: 'a', note: 'm' }), [under]],
    ['what it gives itself', 5, row(5, { name: 'b' }), [under]],
    ['what it gave and edited again', 4, row(4, { name: 'b' }), [under, again]],
    ['what it saw in one field alone', 3, row(5, { name: 'x' }), [under, update(5, {}, { note: 'n' }, { key: 2 })]],
    ['another’s value in a record of its own', NONE, row(2, { name: 'x' }), [sealed(create({ name: 'a' }))]],
    ['its own record', 2, row(2, { name: 'a', note: 'm' }), [sealed(create({ name: 'a' }))]],
    ['what was in it before it was deleted', 3, row(3, { name: 'a' }), undone],
    ['what came before it was deleted', NONE, row(5, { name: 'x' }), undone],
    ['a value of another history', NONE, row(3, { name: 'x' }), [rename]],
    ['a tombstone', 5, tombstone(5, { name: 'a' }), [rename]],
  ])('[RB19] is of a version that its author saw, where it hides %s', (_, version, there, entries) => {
    expect(replay(state(there, ...entries))?.version).toBe(version)
  })

  it('[RB19] a form over what hides another’s value is judged on what it showed, also when its entry is gone', () => {
    const there = row(5, { name: 'x', note: 'n' })
    for (const [entry, version] of [[rename, 3] as const, [update(5, { name: 'a' }, { name: 'b' }), NONE] as const]) {
      const seen = replay(state(there, entry))
      const values = seen?.data ?? {}
      const edit = saved(update(seen?.version ?? 0, { name: 'b' }, { name: 'c' }))
      const after = { base: { version, values: { name: 'b' } }, kind: version === NONE ? 'parked' : 'open' }
      expect(fold(testModels, state(there, edit)).entries).toMatchObject([after])
      const gone = saved(remove(seen?.version ?? 0, values))
      expect(fold(testModels, state(there, gone)).entries).toMatchObject([{ ...after, base: { version, values } }])
    }
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
