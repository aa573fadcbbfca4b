import { describe, expect, it } from 'vitest'
import { receive } from './receive.ts'
import { reconcile } from './reconcile.ts'
import { testModels } from './testing/models.ts'
import {
  AT,
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
const receiveOf = (incoming: ServerRow, ...entries: Entry[]) => receive(testModels, state(shadow, ...entries), incoming)
const rename = update(3, { name: 'a' }, { name: 'b' })

describe('a server row arrives', () => {
  it('[RB2] [F21] one that is not newer than the shadow is ignored', () => {
    const given = state(shadow, rename)
    expect(receive(testModels, given, row(3, { name: 'z' }))).toMatchObject({ row: shadow, entries: given.entries })
    expect(receive(testModels, given, row(2, { name: 'z' })).row).toBe(shadow)
  })

  it('[RB2] a record that the device did not know', () => {
    expect(receive(testModels, state(undefined), shadow)).toMatchObject({ row: shadow, entries: [], facts: [] })
  })

  it('[RB3] [F50] the base moves if nothing of the patch differs', () => {
    expect(receiveOf(row(5, { name: 'a', note: 'm' }), rename).entries).toMatchObject([
      { kind: 'open', patch: { name: 'b' }, base: { version: 5, values: { name: 'a' } } },
    ])
  })

  it('[RB4] [F69] [F20] a manual field that differs is a question at once, on the base that was', () => {
    expect(
      receiveOf(row(5, { name: 'c', note: 'm' }), update(3, { name: 'a', tags: ['a'] }, { name: 'b', tags: null })),
    ).toMatchObject({
      entries: [
        {
          kind: 'parked',
          patch: { name: 'b' },
          base: { version: 3, values: { name: 'a' } },
          reason: {
            kind: 'conflict',
            serverVersion: 5,
            serverData: { name: 'c' },
            fields: ['name'],
            theirs: { name: { version: 5, by: 'Ben', at: AT } },
          },
        },
      ],
      facts: [{ kind: 'settled', detail: { mine: { tags: null } } }, { kind: 'parked' }],
    })
  })

  it.each(['mine', 'theirs', 'newest'])(
    '[RB5] a field of another policy is left for the server to judge: %s',
    (field) => {
      expect(receiveOf(row(5, { [field]: 'c' }), update(3, { [field]: 'a' }, { [field]: 'b' })).entries).toMatchObject([
        { kind: 'open', patch: { [field]: 'b' }, base: { version: 3, values: { [field]: 'a' } } },
      ])
    },
  )

  it('[RB6] [F51] what the server already holds vanishes', () => {
    expect(receiveOf(row(5, { name: 'b' }), rename)).toMatchObject({ entries: [], facts: [{ kind: 'settled' }] })
  })

  it('[RB6] a create that the server already holds is done', () => {
    expect(receiveOf(row(5, { name: 'b', note: 'n' }), create({ name: 'b' })).entries).toEqual([])
  })

  it('[RB7] [F55] a create meets another record: fields it only adds are an update, the others a question', () => {
    expect(receiveOf(row(5, { name: 'b' }), create({ name: 'b', note: 'm' })).entries).toMatchObject([
      { kind: 'open', op: 'update', patch: { note: 'm' }, base: { version: 5, values: {} } },
    ])
    expect(
      receiveOf(row(5, { name: 'c', mine: 'x' }), create({ name: 'b', mine: 'y', note: 'm' })).entries,
    ).toMatchObject([
      {
        kind: 'parked',
        op: 'update',
        patch: { name: 'b', mine: 'y', note: 'm' },
        base: { version: 0, values: {} },
        reason: { fields: ['mine', 'name'] },
      },
    ])
  })

  it('[RB8] [F42] [F53] a tombstone against an edit is a question, and remembers what the record held', () => {
    expect(receiveOf(tombstone(5), rename)).toMatchObject({
      row: { last: { name: 'a', note: 'n' } },
      entries: [
        { kind: 'parked', patch: { name: 'b' }, reason: { kind: 'deleted', serverVersion: 5, by: 'Ben', at: AT } },
      ],
    })
    const before = state(tombstone(4, { name: 'a' }))
    expect(receive(testModels, before, tombstone(6)).row).toMatchObject({ version: 6, last: { name: 'a' } })
  })

  it('[RB8] [F54] a tombstone against a delete settles it', () => {
    expect(receiveOf(tombstone(5), remove(3, { name: 'a', note: 'n' }))).toMatchObject({
      entries: [],
      facts: [{ kind: 'settled' }],
    })
  })

  it('[RB8] a tombstone against a restore of that very tombstone is nothing new; of an older one, a question', () => {
    const restore = create({ name: 'a' }, { version: 5 })
    expect(reconcile(testModels, tombstone(5), restore).entry).toBe(restore)
    expect(reconcile(testModels, tombstone(6), restore).entry).toMatchObject({
      kind: 'parked',
      reason: { kind: 'deleted' },
    })
  })

  it('[RB9] a delete moves if nothing differs; else it is a question under manual', () => {
    const gone = remove(3, { name: 'a', note: 'n' })
    expect(receiveOf(row(5, { name: 'a', note: 'n' }), gone).entries).toMatchObject([
      { kind: 'open', base: { version: 5 } },
    ])
    expect(receiveOf(row(5, { name: 'c', note: 'n' }), gone).entries).toMatchObject([
      { kind: 'parked', op: 'delete', base: { version: 3 }, reason: { kind: 'conflict', fields: ['name'] } },
    ])
  })

  it('[RB9] an unknown value that is equal as JSON does not differ', () => {
    // A kind of value that this build does not know (WP3).
    const data = () => JSON.parse('{"place":{"lat":1}}') as ServerRow['data']
    expect(receiveOf(row(5, data()), remove(3, data())).entries).toMatchObject([{ kind: 'open', base: { version: 5 } }])
  })

  it.each(['keys', 'rooms', 'visits'])('[RB9] under another policy the server judges the delete: %s', (model) => {
    const given = state(row(3, { name: 'a' }, model), remove(3, { name: 'a' }, { model }))
    expect(receive(testModels, given, row(5, { name: 'c' }, model)).entries).toMatchObject([
      { kind: 'open', base: { version: 3 } },
    ])
  })

  it('[RB10] an entry under way and its follower stay as they are; only the shadow moves', () => {
    const given = [sealed(rename), update(3, { name: 'b' }, { name: 'c' }, { key: 2 })]
    const after = receiveOf(row(5, { name: 'z' }), ...given)
    expect(after.row?.version).toBe(5)
    expect(after.entries).toEqual(given)
  })

  it('[RB10] saves are folded before the row is looked at', () => {
    expect(receiveOf(row(5, { name: 'a', note: 'm' }), saved(rename)).entries).toMatchObject([
      { kind: 'open', base: { version: 5 } },
    ])
  })

  it('[RB14] a record of a model that this build does not know asks', () => {
    const given = state(row(3, { x: 'a' }, 'boats'), update(3, { x: 'a' }, { x: 'b' }, { model: 'boats' }))
    expect(receive(testModels, given, row(4, { x: 'c' }, 'boats')).entries).toMatchObject([{ kind: 'parked' }])
  })
})

describe('a server row arrives for a parked entry', () => {
  const asked = parked(update(2, { name: 'z', note: 'y' }, { name: 'b', note: 'm' }), {
    ...conflict(3, { name: 'a', note: 'n' }, ['name']),
    kind: 'conflict',
    serverVersion: 3,
    serverData: { name: 'a', note: 'n' },
    fields: ['name'],
    theirs: { name: { version: 1, by: 'Olu', at: AT } },
  })

  it('[RB11] its question is brought up to date: who holds a field that did not move stays known', () => {
    expect(receiveOf(row(5, { name: 'a', note: 'k' }), asked).entries).toMatchObject([
      {
        reason: {
          serverVersion: 5,
          serverData: { note: 'k' },
          fields: ['name', 'note'],
          theirs: { name: { by: 'Olu' }, note: { by: 'Ben', version: 5 } },
        },
      },
    ])
    expect(receiveOf(row(5, { name: 'x', note: 'k' }), asked).entries).toMatchObject([
      { reason: { theirs: { name: { by: 'Ben' } } } },
    ])
  })

  it('[RB11] what was asked before stays a question under any policy', () => {
    const once = parked(update(2, { mine: 'z' }, { mine: 'b' }), conflict(3, { mine: 'a' }, ['mine']))
    expect(receiveOf(row(5, { mine: 'k' }), once).entries).toMatchObject([
      { kind: 'parked', reason: { fields: ['mine'] } },
    ])
    const gone = parked(remove(2, { name: 'z' }, { model: 'keys' }), conflict(3, { name: 'a' }, ['name']))
    const given = state(row(3, { name: 'a' }, 'keys'), gone)
    expect(receive(testModels, given, row(5, { name: 'k' }, 'keys')).entries).toMatchObject([{ kind: 'parked' }])
  })

  it('[RB11] a conflict that disappears is ready again', () => {
    expect(receiveOf(row(5, { name: 'z', note: 'y' }), asked).entries).toMatchObject([
      { kind: 'open', base: { version: 5 } },
    ])
    const gone = parked(remove(2, { name: 'z' }), conflict(3, { name: 'a' }, ['name']))
    expect(receiveOf(row(5, { name: 'z' }), gone).entries).toMatchObject([
      { kind: 'open', op: 'delete', base: { version: 5 } },
    ])
  })

  it('[RB11] a deleted record that somebody restored is compared again', () => {
    const lost = parked(rename, deleted(4))
    const given = state(tombstone(4), lost)
    expect(receive(testModels, given, row(5, { name: 'a' })).entries).toMatchObject([
      { kind: 'open', base: { version: 5 } },
    ])
    expect(receive(testModels, given, tombstone(6)).entries).toMatchObject([
      { kind: 'parked', reason: { serverVersion: 6 } },
    ])
  })

  it('[RB12] a refused one stays refused; its base moves if nothing differs', () => {
    const bad = parked(rename, refused())
    expect(receiveOf(row(5, { name: 'a' }), bad).entries).toMatchObject([
      { kind: 'parked', reason: refused(), base: { version: 5 } },
    ])
    expect(receiveOf(row(5, { name: 'c' }), bad).entries).toMatchObject([
      { kind: 'parked', reason: refused(), base: { version: 3 } },
    ])
    expect(receiveOf(row(5, { name: 'b' }), bad).entries).toEqual([])
  })

  it('[RB12] one of which nothing is left stays as it is', () => {
    const damaged = parked(update(0, {}, {}), refused())
    expect(receiveOf(row(5, { name: 'z' }), damaged).entries).toEqual([damaged])
  })

  it('[RB12] so does a refused or failed delete', () => {
    const bad = parked(remove(3, { name: 'a' }), { kind: 'failed', message: 'no' })
    expect(receiveOf(row(5, { name: 'a' }), bad).entries).toMatchObject([{ kind: 'parked', base: { version: 5 } }])
    expect(receiveOf(row(5, { name: 'c' }), bad).entries).toMatchObject([
      { kind: 'parked', reason: { kind: 'failed' }, base: { version: 3 } },
    ])
  })
})

describe('an entry that may not be judged on its old version once more', () => {
  const given = update(2, { theirs: 'a', mine: 'a', newest: 'a' }, { theirs: 'b', mine: 'b', newest: 'b' })
  const now = row(3, { theirs: 'c', mine: 'c', newest: 'c' })

  it('[AN9] is decided by the policies, both values in the log', () => {
    expect(reconcile(testModels, now, given, { mustMove: true })).toMatchObject({
      entry: {
        kind: 'open',
        patch: { mine: 'b', newest: 'b' },
        base: { version: 3, values: { mine: 'c', newest: 'c' } },
      },
      facts: [
        {
          kind: 'overwritten',
          detail: {
            fields: {
              theirs: { mine: 'b', theirs: 'c', kept: 'theirs' },
              mine: { mine: 'b', theirs: 'c', kept: 'mine' },
            },
          },
        },
      ],
    })
  })

  it('[AN9] is nothing if the server wins everything', () => {
    const lost = update(2, { theirs: 'a' }, { theirs: 'b' })
    expect(reconcile(testModels, now, lost, { mustMove: true }).entry).toBeUndefined()
  })

  it('[AN9] a delete too: the policy of the record decides', () => {
    const gone = (model: string) =>
      reconcile(testModels, row(3, { name: 'c' }, model), remove(2, { name: 'a' }, { model }), { mustMove: true })
    expect(gone('rooms')).toMatchObject({
      entry: undefined,
      facts: [{ kind: 'overwritten', detail: { fields: { name: { mine: null, kept: 'theirs' } } } }],
    })
    expect(gone('keys')).toMatchObject({
      entry: { base: { version: 3 } },
      facts: [{ detail: { fields: { name: { kept: 'mine' } } } }],
    })
  })
})
