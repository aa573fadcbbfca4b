import { describe, expect, it } from 'vitest'
import { receive } from './receive.ts'
import { reconcile } from './reconcile.ts'
import { testModels } from './testing/models.ts'
import {
  AT,
  conflict,
  create,
  parked,
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

  it.each(['name', 'mine', 'theirs', 'newest'])(
    '[RB4] [F69] [F20] a field that differs is left for the server to judge, on the base that was: %s',
    (field) => {
      expect(receiveOf(row(5, { [field]: 'c' }), update(3, { [field]: 'a' }, { [field]: 'b' }))).toMatchObject({
        entries: [{ kind: 'open', patch: { [field]: 'b' }, base: { version: 3, values: { [field]: 'a' } } }],
        facts: [],
      })
    },
  )

  it('[RB4] a conflict that disappears before it was sent is none', () => {
    const left = receiveOf(row(5, { name: 'c', note: 'n' }), rename)
    const [entry] = receive(testModels, left, row(6, { name: 'a', note: 'm' })).entries
    expect(entry).toMatchObject({ kind: 'open', base: { version: 6, values: { name: 'a' } } })
    expect(entry).not.toHaveProperty('taken')
  })

  it.each([
    ['of a version that is not below the row’s', update(5, { name: 'a' }, { name: 'b' }), {}],
    ['that a file brought', rename, { asks: true }],
    ['that was a question before', parked(rename, conflict(4, { name: 'd' }, ['name'])), {}],
  ])(
    '[RB5] what the server would see no conflict in, or has seen one in, is asked at once: one %s',
    (_, entry, how) => {
      expect(reconcile(testModels, row(5, { name: 'c' }), entry, how)).toMatchObject({
        entry: {
          kind: 'parked',
          patch: { name: 'b' },
          base: { values: { name: 'a' } },
          reason: { kind: 'conflict', serverVersion: 5, serverData: { name: 'c' }, fields: ['name'] },
        },
        facts: [],
      })
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

  it('[RB9] a delete moves if nothing differs; else it is left for the server to judge', () => {
    const gone = remove(3, { name: 'a', note: 'n' })
    expect(receiveOf(row(5, { name: 'a', note: 'n' }), gone).entries).toMatchObject([
      { kind: 'open', base: { version: 5 } },
    ])
    expect(receiveOf(row(5, { name: 'c', note: 'n' }), gone).entries).toMatchObject([
      { kind: 'open', op: 'delete', base: { version: 3, values: { name: 'a' } } },
    ])
    expect(reconcile(testModels, row(3, { name: 'c' }), remove(4, { name: 'a' })).entry).toMatchObject({
      kind: 'parked',
      reason: { fields: ['name'] },
    })
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
    const after = receiveOf(row(5, { name: 'z', note: 'n' }), ...given)
    expect(after.row?.version).toBe(5)
    expect(after.entries).toEqual(given)
  })

  it('[RB10] saves are folded before the row is looked at', () => {
    expect(receiveOf(row(5, { name: 'a', note: 'm' }), saved(rename)).entries).toMatchObject([
      { kind: 'open', base: { version: 5 } },
    ])
  })

  it('[RB14] a record of a model that this build does not know asks', () => {
    const given = update(3, { x: 'a' }, { x: 'b' }, { model: 'boats' })
    expect(reconcile(testModels, row(4, { x: 'c' }, 'boats'), given, { mustMove: true }).entry).toMatchObject({
      kind: 'parked',
    })
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
