import { describe, expect, it } from 'vitest'
import { fold } from './fold.ts'
import { testModels } from './testing/models.ts'
import {
  conflict,
  create,
  deleted,
  parked,
  refused,
  remove,
  row,
  saved,
  sealed,
  state,
  tombstone,
  update,
} from './testing/records.ts'
import type { Entry, ServerRow } from './types.ts'

const shadow = row(3, { name: 'a', note: 'n' })
const foldOf = (of: ServerRow | undefined, ...entries: Entry[]) => fold(testModels, state(of, ...entries))
const outcome = (of: ServerRow | undefined, ...entries: Entry[]) => foldOf(of, ...entries).entries

describe('folding saves that were never sent', () => {
  it('[SQ1] a save becomes the one open entry, under its own key', () => {
    const save = saved(update(3, { name: 'a' }, { name: 'b' }))
    expect(outcome(shadow, save)).toEqual([{ ...save, kind: 'open' }])
  })

  it('[SQ1] folding again changes nothing', () => {
    const given = state(shadow, update(3, { name: 'a' }, { name: 'b' }))
    expect(fold(testModels, given).entries).toBe(given.entries)
  })

  it('[SQ2] create + update = create', () => {
    const edits = [
      saved(create({ name: 'a', note: 'n' }), 1),
      saved(update(0, { note: 'n' }, { name: 'b', note: null }), 2),
    ]
    expect(outcome(undefined, ...edits)).toMatchObject([
      { key: 1, op: 'create', patch: { name: 'b' }, base: { version: 0 } },
    ])
  })

  it('[SQ2] create + create = create', () => {
    const again = saved(create({ note: 'n' }), 2)
    expect(outcome(undefined, create({ name: 'a' }), again)).toMatchObject([
      { op: 'create', patch: { name: 'a', note: 'n' } },
    ])
  })

  it('[SQ3] update + update = update on the base of the first', () => {
    const second = saved(update(3, { name: 'b', note: 'n' }, { name: 'c', note: 'm' }), 2)
    expect(outcome(shadow, update(3, { name: 'a' }, { name: 'b' }), second)).toMatchObject([
      { key: 1, op: 'update', patch: { name: 'c', note: 'm' }, base: { version: 3, values: { name: 'a', note: 'n' } } },
    ])
  })

  it('[SQ4] [F70] create + delete: nothing is ever sent', () => {
    const after = foldOf(undefined, saved(create({ name: 'a' }), 1), saved(remove(0, { name: 'a' }), 2))
    const detail = { op: 'delete', mine: { name: 'a' } }
    expect(after).toMatchObject({ entries: [], facts: [{ kind: 'cancelled', detail }] })
  })

  it('[SQ5] update + delete = a delete that saw what the first saw', () => {
    const gone = saved(remove(3, { name: 'b', note: 'n' }), 2)
    expect(outcome(shadow, update(3, { name: 'a' }, { name: 'b' }), gone)).toMatchObject([
      { key: 1, op: 'delete', patch: {}, base: { version: 3, values: { name: 'a', note: 'n' } } },
    ])
  })

  it('[SQ6] delete + create = update, and nothing if it is as it was', () => {
    const gone = remove(3, { name: 'a', note: 'n' })
    expect(outcome(shadow, gone, saved(create({ name: 'b' }), 2))).toMatchObject([
      { op: 'update', patch: { name: 'b', note: null }, base: { version: 3, values: { name: 'a', note: 'n' } } },
    ])
    expect(outcome(shadow, gone, saved(create({ name: 'a', note: 'n' }), 2))).toEqual([])
  })

  it('[SQ6] a form that was still open when its record was deleted takes the delete back', () => {
    const late = saved(update(3, { name: 'a' }, { name: 'b' }), 2)
    expect(outcome(shadow, remove(3, { name: 'a', note: 'n' }), late)).toMatchObject([
      { op: 'update', patch: { name: 'b' }, base: { version: 3, values: { name: 'a' } } },
    ])
  })

  it('[SQ6] also the delete of what was never sent, with all that the form showed', () => {
    const gone = [saved(create({ name: 'a', note: 'n' }), 1), saved(remove(0, { name: 'a', note: 'n' }), 2)]
    const late = saved(update(0, { name: 'a' }, { name: 'b' }), 3)
    expect(outcome(undefined, ...gone, late)).toMatchObject([
      { key: 1, op: 'create', patch: { name: 'b', note: 'n' }, base: { version: 0 } },
    ])
    expect(outcome(undefined, ...gone, saved(create({ name: 'c' }), 3))).toMatchObject([
      { key: 3, op: 'create', patch: { name: 'c' } },
    ])
  })

  it('[SQ6] delete + delete = delete', () => {
    const gone = remove(3, { name: 'a', note: 'n' })
    expect(outcome(shadow, gone, saved(gone, 2))).toMatchObject([{ key: 1, op: 'delete' }])
  })

  it('[SQ7] [F70] an update that returns to its base vanishes', () => {
    const back = saved(update(3, { name: 'b' }, { name: 'a' }), 2)
    expect(outcome(shadow, update(3, { name: 'a' }, { name: 'b' }), back)).toEqual([])
  })

  it('[SQ7] [F51] if the server has another value by now, that one is seen, and both are in the log', () => {
    const entry = parked(
      update(2, { name: 'a', note: 'n' }, { name: 'b', note: 'm' }),
      conflict(3, { name: 'c' }, ['name', 'note']),
    )
    const back = saved(update(3, { name: 'b' }, { name: 'a' }), 2)
    expect(foldOf(row(3, { name: 'c' }), entry, back)).toMatchObject({
      entries: [{ kind: 'parked', patch: { note: 'm' } }],
      facts: [{ kind: 'overwritten', detail: { fields: { name: { mine: 'a', theirs: 'c', kept: 'theirs' } } } }],
    })
  })

  it('[SQ7] until it is folded it may be edited again: on what was seen then, not on what came in beneath it', () => {
    const entry = update(3, { name: 'a' }, { name: 'b' })
    const back = saved(update(5, { name: 'b' }, { name: 'a' }), 2)
    const beneath = row(5, { name: 'c', note: 'n' })
    expect(outcome(beneath, entry, back, saved(update(5, { name: 'a' }, { name: 'd' }), 3))).toMatchObject([
      { kind: 'open', patch: { name: 'd' }, base: { version: 3, values: { name: 'a' } } },
    ])
    expect(outcome(beneath, entry, back, saved(remove(5, { name: 'a', note: 'n' }), 3))).toMatchObject([
      { kind: 'open', op: 'delete', base: { version: 3, values: { name: 'a', note: 'n' } } },
    ])
  })

  it('[SQ8] an update of a record that is created again over an edit is an update of it', () => {
    expect(
      outcome(shadow, update(3, { name: 'a' }, { name: 'b' }), saved(create({ name: 'c', note: 'm' }), 2)),
    ).toMatchObject([
      { op: 'update', patch: { name: 'c', note: 'm' }, base: { version: 3, values: { name: 'a', note: 'n' } } },
    ])
  })

  it('[SQ8] [F68] an edit on values that were only waiting here, and were taken back, is based on the row', () => {
    const draft = saved(update(3, { name: 'discarded' }, { name: 'b' }))
    expect(outcome(shadow, draft)).toMatchObject([{ kind: 'open', base: { version: 3, values: { name: 'a' } } }])
  })

  it('[SQ8] [F43] [F68] a form that was opened before a restore saw another history: that is asked, not written over', () => {
    const seen = { name: 'of the history that is gone' }
    const after = fold(testModels, state(row(1, { name: 'restored' }), saved(update(2, seen, { name: 'mine' }))))
    expect(after.entries).toMatchObject([
      {
        kind: 'parked',
        reason: { kind: 'conflict', fields: ['name'] },
        base: { values: seen },
        patch: { name: 'mine' },
      },
    ])
  })

  it('[SQ8] created again after its delete was acknowledged: a create on the tombstone', () => {
    expect(outcome(tombstone(4), saved(create({ name: 'a' })))).toMatchObject([
      { kind: 'open', op: 'create', base: { version: 4 } },
    ])
  })

  it('[SQ8] a create that already knows the tombstone keeps that version', () => {
    expect(outcome(tombstone(4), saved(create({ name: 'a' }, { version: 3 })))).toMatchObject([
      { kind: 'parked', base: { version: 3 } },
    ])
  })
})

describe('folding over a parked entry', () => {
  const bad = parked({ ...update(3, { name: 'a' }, { name: 'b' }), lastError: 'no', attempts: 4 }, refused())

  it('[SQ9] an edit of a refused one makes it ready again, on its base', () => {
    const [entry] = outcome(shadow, bad, saved(update(3, { name: 'b' }, { name: 'c' }), 2))
    expect(entry).toMatchObject({
      kind: 'open',
      key: 1,
      patch: { name: 'c' },
      base: { version: 3, values: { name: 'a' } },
      attempts: 0,
    })
    expect(entry).not.toHaveProperty('lastError')
  })

  it('[SQ9] a refused create that is deleted is gone', () => {
    expect(outcome(undefined, parked(create({ name: '' }), refused()), saved(remove(0, { name: '' }), 2))).toEqual([])
  })

  it('[SQ10] a conflict stays a conflict', () => {
    const asked = parked(update(2, { name: 'a' }, { name: 'b' }), conflict(3, { name: 'c' }, ['name']))
    expect(outcome(row(3, { name: 'c' }), asked, saved(update(3, {}, { note: 'n' }), 2))).toMatchObject([
      {
        kind: 'parked',
        patch: { name: 'b', note: 'n' },
        base: { version: 2, values: { name: 'a' } },
        reason: { fields: ['name'] },
      },
    ])
  })

  it('[SQ10] a conflict about a delete that is taken back asks about what was entered', () => {
    const gone = parked(remove(2, { name: 'a', note: 'n' }), conflict(3, { name: 'c', note: 'n' }, ['name']))
    expect(outcome(row(3, { name: 'c', note: 'n' }), gone, saved(create({ name: 'b', note: 'n' }), 2))).toMatchObject([
      { kind: 'parked', op: 'update', patch: { name: 'b' }, reason: { kind: 'conflict', fields: ['name'] } },
    ])
  })

  it('[SQ11] an edit of a record that was deleted on the server stays parked', () => {
    const lost = parked(update(3, { name: 'a' }, { name: 'b' }), deleted(4))
    expect(outcome(tombstone(4), lost, saved(update(4, {}, { note: 'm' }), 2))).toMatchObject([
      { kind: 'parked', patch: { name: 'b', note: 'm' }, reason: { kind: 'deleted' } },
    ])
  })

  it('[SQ11] deleting it too settles it', () => {
    const lost = parked(update(3, { name: 'a' }, { name: 'b' }), deleted(4))
    expect(foldOf(tombstone(4), lost, saved(remove(4, { name: 'b' }), 2))).toMatchObject({
      entries: [],
      facts: [{ kind: 'settled' }],
    })
  })

  it('[SQ11] entering it again restores it, with what it held and what was changed', () => {
    const lost = parked(update(3, { name: 'a' }, { name: 'b' }), deleted(4))
    const again = saved(create({ tags: ['a'] }), 2)
    expect(outcome(tombstone(4, { name: 'a', note: 'n' }), lost, again)).toMatchObject([
      { kind: 'open', op: 'create', patch: { name: 'b', note: 'n', tags: ['a'] }, base: { version: 4 } },
    ])
    expect(outcome(undefined, lost, again)).toMatchObject([{ kind: 'open', op: 'create', base: { version: 0 } }])
  })

  it('[SQ11] a parked restore that is edited is asked about again', () => {
    const lost = parked(create({ name: 'a' }, { version: 4 }), deleted(6))
    expect(outcome(tombstone(6), lost, saved(update(6, { name: 'a' }, { name: 'b' }), 2))).toMatchObject([
      { kind: 'parked', op: 'create', patch: { name: 'b' }, reason: { kind: 'deleted' } },
    ])
  })
})

describe('[SQ12] [F18] an edit while its record is under way is a follower', () => {
  const gone = sealed(remove(3, { name: 'a', note: 'n' }))
  const sent = sealed(update(3, { name: 'a' }, { name: 'b' }))

  it('[SQ12] the sealed entry stays as it is; the follower is based on what it sets', () => {
    const stale = saved(update(3, { name: 'a', note: 'n' }, { name: 'c', note: 'm' }), 2)
    const [first, follower] = outcome(shadow, sent, stale)
    expect(first).toBe(sent)
    expect(follower).toMatchObject({
      kind: 'open',
      key: 2,
      patch: { name: 'c', note: 'm' },
      base: { values: { name: 'b', note: 'n' } },
    })
  })

  it('[SQ12] what is edited back to the value under way is no follower', () => {
    const edits = [saved(update(3, { name: 'b' }, { name: 'c' }), 2), saved(update(3, { name: 'c' }, { name: 'b' }), 3)]
    expect(foldOf(shadow, sent, ...edits)).toMatchObject({ entries: [sent], facts: [{ kind: 'cancelled' }] })
  })

  it('[SQ12] after a create under way: an update, also if it is entered anew', () => {
    const made = sealed(create({ name: 'a' }))
    expect(outcome(undefined, made, saved(create({ name: 'b', note: 'n' }), 2))).toMatchObject([
      made,
      { op: 'update', patch: { name: 'b', note: 'n' }, base: { values: { name: 'a' } } },
    ])
    expect(outcome(undefined, made, saved(remove(0, { name: 'a' }), 2))).toMatchObject([
      made,
      { op: 'delete', base: { values: { name: 'a' } } },
    ])
    const stale = saved(remove(0, { name: 'a', note: 'cleared since' }), 2)
    expect(outcome(undefined, made, stale)).toMatchObject([made, { op: 'delete', base: { values: { name: 'a' } } }])
    expect(outcome(shadow, sent, saved(create({ name: 'b' }), 2))).toEqual([sent])
  })

  it('[SQ12] after a delete under way: a create of the whole record', () => {
    expect(outcome(shadow, gone, saved(create({ name: 'c' }), 2))).toMatchObject([
      gone,
      { op: 'create', patch: { name: 'c' } },
    ])
    expect(outcome(shadow, gone, saved(update(3, { name: 'a' }, { name: 'c' }), 2))).toMatchObject([
      gone,
      { op: 'create', patch: { name: 'c', note: 'n' } },
    ])
    expect(outcome(shadow, gone, saved(remove(3, { name: 'a' }), 2))).toEqual([gone])
  })

  it('[SQ12] followers fold among themselves', () => {
    const undo = create({ name: 'c' }, { key: 2 })
    expect(outcome(shadow, gone, undo, saved(remove(0, { name: 'c' }), 3))).toEqual([gone])
    expect(outcome(shadow, gone, undo, saved(create({ name: 'd' }), 3))).toMatchObject([
      gone,
      { op: 'create', patch: { name: 'd' } },
    ])
  })
})
