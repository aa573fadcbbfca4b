import { describe, expect, it } from 'vitest'
import { receive } from './receive.ts'
import { recover } from './recover.ts'
import { testModels } from './testing/models.ts'
import {
  archived,
  conflict,
  create,
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
import type { ArchivedChange, Entry, ServerRow } from './types.ts'

const data = { name: 'a', note: 'n' }
const rename = update(3, { name: 'a' }, { name: 'b' })
const gone = remove(3, data)

function recoverOf(
  now: ServerRow | undefined,
  {
    entries = [],
    archive = [],
    before,
  }: { entries?: readonly Entry[]; archive?: readonly ArchivedChange[]; before?: ServerRow | 'unknown' },
) {
  return recover(testModels, state(now, ...entries), archive, before)
}

describe.each([
  ['open', { entries: [rename], before: row(3, data) }],
  ['sealed', { entries: [sealed(rename)], before: row(3, data) }],
  ['archived', { archive: [archived(rename, 4)], before: row(4, { ...data, name: 'b' }) }],
])('[WP24] a change after the server was restored: %s', (_, given) => {
  it('[RC1] [F43] already there: done', () => {
    expect(recoverOf(row(9, { ...data, name: 'b' }), given).entries).toEqual([])
  })

  it('[RC2] [F43] the field is as it was at its base: a new change on the version of the snapshot, without a question', () => {
    expect(recoverOf(row(2, data), given)).toMatchObject({
      row: { version: 2 },
      entries: [
        { kind: 'open', op: 'update', patch: { name: 'b' }, base: { version: 2, values: { name: 'a' } }, attempts: 0 },
      ],
      facts: [{ kind: 'recovered' }],
    })
  })

  it('[RC3] anything else needs review', () => {
    expect(recoverOf(row(2, { ...data, name: 'z' }), given).entries).toMatchObject([
      {
        kind: 'parked',
        patch: { name: 'b' },
        base: { version: 0, values: { name: 'a' } },
        reason: { kind: 'conflict', serverVersion: 2, fields: ['name'] },
      },
    ])
  })

  it('[RC4] a missing row that it only changed is shown as deleted, and can be restored whole', () => {
    expect(recoverOf(undefined, given)).toMatchObject({
      row: { version: 0, deleted: true, last: { note: 'n' } },
      entries: [{ kind: 'parked', op: 'update', patch: { name: 'b' }, reason: { kind: 'deleted', serverVersion: 0 } }],
    })
  })
})

describe('[WP24] a row that its maker makes again under the question that it is deleted', () => {
  const archive = [archived(rename, 4)]
  const asked = recoverOf(undefined, { archive, before: row(4, { ...data, name: 'b' }) })
  const madeAgain = (name: string) => receive(testModels, asked, row(1, { ...data, name })).entries

  it('[RC10] the field is as it was at its base: the change is made again without a question', () => {
    expect(madeAgain('a')).toMatchObject([
      { kind: 'open', op: 'update', patch: { name: 'b' }, base: { version: 1, values: { name: 'a' } } },
    ])
  })

  it('[RC10] it came with the change: done', () => {
    expect(madeAgain('b')).toEqual([])
  })

  it('[RC10] anything else is sent as one that saw nothing, so that the server finds it in question', () => {
    expect(madeAgain('z')).toMatchObject([
      { kind: 'open', op: 'update', patch: { name: 'b' }, base: { version: 0, values: { name: 'a' } } },
    ])
  })
})

describe('[WP24] a record that this device made', () => {
  const made = create({ name: 'a', note: 'n' })

  it.each([
    ['open', { entries: [made] }],
    ['sealed', { entries: [sealed(made)] }],
    ['archived', { archive: [archived(made, 1)], before: row(1, data) }],
  ])('[RC5] is created again if it is missing: %s', (_, given) => {
    expect(recoverOf(undefined, given).entries).toMatchObject([
      { kind: 'open', op: 'create', patch: data, base: { version: 0 } },
    ])
  })

  it('[RC5] with all that it held, and what was still waiting', () => {
    const archive = [archived(made, 1), archived(rename, 2, 2)]
    const given = { archive, before: row(3, { name: 'b', note: 'ben' }), entries: [update(3, {}, { tags: ['a'] })] }
    expect(recoverOf(undefined, given).entries).toMatchObject([
      { key: 1, op: 'create', patch: { name: 'b', note: 'ben', tags: ['a'] } },
    ])
    expect(recoverOf(undefined, { archive, before: 'unknown' }).entries).toMatchObject([
      { key: 0, op: 'create', patch: { name: 'b', note: 'n' } },
    ])
  })

  it('[RC5] on its tombstone, if there is one', () => {
    expect(recoverOf(tombstone(2), { entries: [made] }).entries).toMatchObject([{ op: 'create', base: { version: 2 } }])
  })

  it('[RC5] one that is there is compared field by field', () => {
    expect(recoverOf(row(1, data), { entries: [made] }).entries).toEqual([])
    expect(recoverOf(row(1, { name: 'a' }), { entries: [made] }).entries).toMatchObject([
      { kind: 'open', op: 'update', patch: { note: 'n' } },
    ])
  })
})

describe('[WP24] a record that this device deleted', () => {
  it.each([
    ['open', { entries: [gone], before: row(3, data) }],
    ['archived', { archive: [archived(gone, 4)], before: tombstone(4) }],
    ['archived, forgotten', { archive: [archived(gone, 4)] }],
  ])('[RC6] is deleted if its values are still those that it saw: %s', (_, given) => {
    expect(recoverOf(row(2, data), given).entries).toMatchObject([
      { kind: 'open', op: 'delete', base: { version: 2, values: data } },
    ])
    expect(recoverOf(row(2, { ...data, name: 'z' }), given).entries).toMatchObject([
      { kind: 'parked', op: 'delete', reason: { kind: 'conflict', fields: ['name'] } },
    ])
    expect(recoverOf(undefined, given).entries).toEqual([])
  })

  it('[RC6] its own edits before the delete are no news to it', () => {
    const given = {
      archive: [archived(rename, 4), archived(remove(4, { ...data, name: 'b' }), 5, 2)],
      before: tombstone(5),
    }
    expect(recoverOf(row(3, data), given).entries).toMatchObject([{ kind: 'open', op: 'delete' }])
  })

  it('[RC6] and then entered again: what it was meant to hold', () => {
    const undo = create({ name: 'c' }, { version: 4 })
    const given = { archive: [archived(gone, 4), archived(undo, 5, 2)], before: row(5, { name: 'c' }) }
    expect(recoverOf(row(3, data), given).entries).toMatchObject([
      { op: 'update', patch: { name: 'c', note: null }, base: { version: 3, values: data } },
    ])
    expect(recoverOf(undefined, given).entries).toMatchObject([
      { op: 'create', patch: { name: 'c' }, base: { version: 4 } },
    ])
    const edited = { ...given, entries: [update(5, { name: 'c' }, { name: 'd' })] }
    expect(recoverOf(undefined, edited).entries).toMatchObject([{ op: 'create', patch: { name: 'd' } }])
  })
})

describe('[WP24] what was acknowledged and then changed by somebody else is not lost', () => {
  it('[RC7] a field that has another value in the old mirror', () => {
    const change = archived(update(3, { name: 'a', note: 'n' }, { name: 'b', note: 'm' }), 4)
    expect(
      recoverOf(row(2, data), { archive: [change], before: row(7, { name: 'a', note: 'm' }) }).entries,
    ).toMatchObject([{ patch: { note: 'm' } }])
    expect(recoverOf(row(2, data), { archive: [change], before: row(7, data) }).entries).toEqual([])
  })

  it('[RC7] a record that was deleted since, or restored', () => {
    expect(recoverOf(row(2, data), { archive: [archived(rename, 4)], before: tombstone(5) }).entries).toEqual([])
    expect(recoverOf(undefined, { archive: [archived(create(data), 1)] }).entries).toEqual([])
    expect(recoverOf(row(2, data), { archive: [archived(gone, 4)], before: row(5, data) }).entries).toEqual([])
  })

  it('[RC7] without a complete mirror nothing is known of that, and everything is compared', () => {
    expect(recoverOf(row(2, data), { archive: [archived(rename, 4)], before: 'unknown' }).entries).toMatchObject([
      { patch: { name: 'b' } },
    ])
  })
})

describe('[WP24] several changes of one record', () => {
  it('[RC8] are one: any value on the way is known', () => {
    const archive = [archived(rename, 4), archived(update(4, { name: 'b' }, { name: 'c' }), 5, 2)]
    const given = { archive, before: row(5, { ...data, name: 'c' }) }
    expect(recoverOf(row(3, data), given).entries).toMatchObject([
      { kind: 'open', patch: { name: 'c' }, base: { values: { name: 'a' } } },
    ])
    expect(recoverOf(row(3, { ...data, name: 'b' }), given).entries).toMatchObject([
      { kind: 'open', patch: { name: 'c' }, base: { values: { name: 'b' } } },
    ])
    expect(recoverOf(row(3, { ...data, name: 'c' }), given).entries).toEqual([])
  })

  it('[RC8] what is under way, its follower and a save that was not folded are taken up as one', () => {
    const entries = [
      sealed(rename),
      update(3, { name: 'b' }, { name: 'c' }, { key: 2 }),
      saved(update(3, { note: 'n' }, { note: 'm' }), 3),
    ]
    expect(recoverOf(row(2, data), { entries, before: row(3, data) }).entries).toMatchObject([
      { kind: 'open', key: 1, patch: { name: 'c', note: 'm' }, base: { version: 2, values: data } },
    ])
  })

  it('[RC8] so are parked ones: asked again, or sent again', () => {
    const asked = parked(rename, conflict(4, { name: 'z' }, ['name']))
    expect(recoverOf(row(2, { name: 'z' }), { entries: [asked], before: row(4, { name: 'z' }) }).entries).toMatchObject(
      [{ kind: 'parked' }],
    )
    expect(
      recoverOf(row(2, data), { entries: [parked(rename, refused())], before: row(3, data) }).entries,
    ).toMatchObject([{ kind: 'open' }])
  })

  it('[RC11] what waited and is not needed any more leaves a line in the log', () => {
    const [made, undone] = [sealed(create(data)), remove(0, data, { key: 2 })]
    expect(recoverOf(undefined, { entries: [made, undone] })).toMatchObject({
      entries: [],
      facts: [
        { kind: 'settled', detail: { op: 'create', mine: data } },
        { kind: 'settled', detail: { op: 'delete', version: 0 } },
      ],
    })
    const done = recoverOf(row(2, { ...data, name: 'b' }), { entries: [rename], before: row(3, data) })
    expect(done).toMatchObject({
      entries: [],
      facts: [{ kind: 'settled', detail: { version: 2, mine: { name: 'b' } } }],
    })
  })

  it('[RC11] not so what was acknowledged: it would fill the log', () => {
    const given = { archive: [archived(rename, 4)], before: row(4, { ...data, name: 'b' }) }
    expect(recoverOf(row(2, { ...data, name: 'b' }), given).facts).toEqual([])
  })

  it('[RC8] nothing waits, nothing is archived: nothing to do', () => {
    expect(recoverOf(row(2, data), { before: row(3, data) })).toMatchObject({ entries: [], facts: [] })
    expect(recoverOf(undefined, { entries: [saved(update(3, { name: 'a' }, { name: 'a' }))] }).entries).toEqual([])
  })
})
