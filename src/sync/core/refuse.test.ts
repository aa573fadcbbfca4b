import { describe, expect, it } from 'vitest'
import type { PushResult } from '../../../contract/wire/push.ts'
import { answer } from './answer.ts'
import { testModels } from './testing/models.ts'
import { AT, create, refusal, remove, row, sealed, state, tombstone, update } from './testing/records.ts'
import type { Entry, ServerRow } from './types.ts'

const shadow = row(3, { name: 'a', note: 'n' })
const rename = update(3, { name: 'a' }, { name: 'b' })
const gone = remove(3, { name: 'a', note: 'n' })
const follower = (patch: { [field: string]: string | null }, values = {}) => update(3, values, patch, { key: 2 })

function answerOf(
  of: ServerRow | undefined,
  entries: readonly Entry[],
  result: PushResult,
  outbox: readonly Entry[] = [],
) {
  return answer(testModels, state(of, ...entries), 7, result, { at: AT, by: 'Ana', outbox })
}

describe('VERSION_CONFLICT', () => {
  const theirs = { name: { version: 4, updated_by: 'Olu', updated_at: 'then' } }
  const conflict = (server_data: { [field: string]: string }, server_version = 5) =>
    refusal('VERSION_CONFLICT', {
      server_version,
      server_data,
      conflicts: ['name'],
      theirs,
      updated_by: 'Ben',
      updated_at: 'now',
    })

  it('[AN10] parks it with who holds the field, and moves the shadow', () => {
    expect(answerOf(shadow, [sealed(rename)], conflict({ name: 'c' }))).toMatchObject({
      row: { version: 5, data: { name: 'c' }, updatedBy: 'Ben' },
      entries: [
        {
          kind: 'parked',
          key: 1,
          patch: { name: 'b' },
          base: rename.base,
          reason: {
            kind: 'conflict',
            serverVersion: 5,
            fields: ['name'],
            theirs: { name: { version: 4, by: 'Olu', at: 'then' } },
          },
        },
      ],
      facts: [{ kind: 'parked', detail: { code: 'VERSION_CONFLICT' } }],
    })
    expect(answerOf(shadow, [sealed(rename)], conflict({ name: 'c' })).entries[0]).not.toHaveProperty('mutationId')
  })

  it('[AN10] [WP14] fields that did not really differ drop out; if none is left it is sent again without asking', () => {
    expect(answerOf(shadow, [sealed(rename)], conflict({ name: 'a' })).entries).toMatchObject([
      { kind: 'open', patch: { name: 'b' }, base: { version: 5 } },
    ])
    const both = sealed(update(3, { name: 'a', note: 'n' }, { name: 'b', note: 'm' }))
    expect(answerOf(shadow, [both], conflict({ name: 'a', note: 'k' })).entries).toMatchObject([
      { kind: 'parked', reason: { fields: ['note'] } },
    ])
    expect(answerOf(shadow, [sealed(rename)], conflict({ name: 'b' })).entries).toEqual([])
  })

  it('[AN9] [AN10] what then differs under other policies is decided by them: the old version would ask again', () => {
    const sent = sealed(update(3, { name: 'a', mine: 'x', theirs: 'x' }, { name: 'b', mine: 'y', theirs: 'y' }))
    expect(answerOf(shadow, [sent], conflict({ name: 'a', mine: 'z', theirs: 'z' }))).toMatchObject({
      entries: [{ kind: 'open', patch: { name: 'b', mine: 'y' }, base: { version: 5 } }],
      facts: [{ kind: 'overwritten', detail: { fields: { theirs: { mine: 'y', theirs: 'z', kept: 'theirs' } } } }],
    })
  })

  it('[AN10] it must leave on another version, or a person decides: no endless question', () => {
    const same = answerOf(
      row(5, { name: 'a' }),
      [sealed(update(5, { name: 'a' }, { name: 'b' }))],
      conflict({ name: 'a' }, 4),
    )
    expect(same.entries).toMatchObject([{ kind: 'parked', reason: { kind: 'refused', code: 'VERSION_CONFLICT' } }])
    expect(answerOf(shadow, [sealed(rename)], refusal('VERSION_CONFLICT')).entries).toMatchObject([
      { kind: 'parked', reason: { kind: 'refused' } },
    ])
  })

  it('[AN10] of a delete: the row moved under it', () => {
    expect(answerOf(shadow, [sealed(gone)], conflict({ name: 'c', note: 'n' })).entries).toMatchObject([
      { kind: 'parked', op: 'delete', reason: { fields: ['name'] } },
    ])
    expect(answerOf(shadow, [sealed(gone)], conflict({ name: 'a', note: 'n' })).entries).toMatchObject([
      { kind: 'open', op: 'delete', base: { version: 5 } },
    ])
  })

  it('[AN11] edits made meanwhile fold in, on the base of the sealed one', () => {
    const entries = [sealed(rename), follower({ name: 'd', note: 'm' }, { name: 'b', note: 'n' })]
    expect(answerOf(shadow, entries, conflict({ name: 'c', note: 'n' })).entries).toMatchObject([
      {
        kind: 'parked',
        key: 1,
        patch: { name: 'd', note: 'm' },
        base: { version: 3, values: { name: 'a', note: 'n' } },
      },
    ])
  })
})

describe('other refusals', () => {
  it.each([
    'INVALID',
    'NOT_UNIQUE',
    'REFERENCED',
    'FORBIDDEN',
    'UNKNOWN_MODEL',
    'INVALID_OP',
    'MISSING_REFERENCE',
    'NOT_FOUND',
    'SOMETHING_NEW',
  ])('[AN12] [F5] %s: parked with the answer', (code) => {
    const result = refusal(code, { fields: { name: 'why' }, count: 2 })
    expect(answerOf(shadow, [sealed(rename)], result)).toMatchObject({
      row: shadow,
      entries: [
        { kind: 'parked', key: 1, reason: { kind: 'refused', code, message: 'no', fields: { name: 'why' }, count: 2 } },
      ],
      archive: [],
    })
  })

  it('[AN12] what it does not tell of the row is not guessed', () => {
    expect(answerOf(shadow, [sealed(rename)], refusal('INVALID', { server_version: 9 }))).toMatchObject({
      row: shadow,
      entries: [{ kind: 'parked' }],
    })
  })

  it('[AN12] [WP3] without a code at all', () => {
    expect(answerOf(shadow, [sealed(rename)], { ok: false }).entries).toMatchObject([
      { kind: 'parked', reason: { code: 'UNKNOWN', message: '', fields: {} } },
    ])
  })

  it('[AN11] edits made meanwhile fold in', () => {
    const entries = [sealed(rename), follower({ note: 'm' }, { note: 'n' })]
    expect(answerOf(shadow, entries, refusal('INVALID')).entries).toMatchObject([
      { kind: 'parked', patch: { name: 'b', note: 'm' } },
    ])
  })

  it('[SQ7] a follower that is back at the base of the refused one: the server value is seen, both are in the log', () => {
    const entries = [sealed(rename), follower({ name: 'a' }, { name: 'b' })]
    const other = refusal('VERSION_CONFLICT', { server_version: 5, server_data: { name: 'c' } })
    expect(answerOf(shadow, entries, other)).toMatchObject({
      entries: [],
      facts: [{ kind: 'cancelled' }, { kind: 'overwritten', detail: { fields: { name: { mine: 'a', theirs: 'c' } } } }],
    })
  })

  it('[AN13] refused create + delete: both gone; refused delete + undo: both gone', () => {
    const made = [sealed(create({ name: 'a' })), remove(0, { name: 'a' }, { key: 2 })]
    expect(answerOf(undefined, made, refusal('INVALID'))).toMatchObject({ entries: [], facts: [{ kind: 'cancelled' }] })
    const undone = [sealed(gone), create({ name: 'a', note: 'n' }, { key: 2 })]
    expect(answerOf(shadow, undone, refusal('REFERENCED')).entries).toEqual([])
    const edited = [sealed(gone), create({ name: 'a', note: 'm' }, { key: 2 })]
    expect(answerOf(shadow, edited, refusal('REFERENCED')).entries).toMatchObject([
      { kind: 'open', op: 'update', patch: { note: 'm' } },
    ])
  })

  it('[AN14] [F42] DELETED: parked, the shadow is the tombstone and remembers what the record held', () => {
    const result = refusal('DELETED', { server_version: 6, updated_by: 'Olu', updated_at: 'then' })
    expect(answerOf(shadow, [sealed(rename)], result)).toMatchObject({
      row: { version: 6, deleted: true, last: shadow.data },
      entries: [{ kind: 'parked', reason: { kind: 'deleted', serverVersion: 6, by: 'Olu', at: 'then' } }],
    })
    expect(answerOf(tombstone(6), [sealed(rename)], result).entries).toMatchObject([
      { kind: 'parked', reason: { kind: 'deleted', by: 'Ben' } },
    ])
  })

  it('[AN14] DELETED that does not say more is a refusal', () => {
    expect(answerOf(shadow, [sealed(rename)], refusal('DELETED')).entries).toMatchObject([
      { kind: 'parked', reason: { kind: 'refused', code: 'DELETED' } },
    ])
    expect(answerOf(undefined, [sealed(rename)], refusal('DELETED')).entries).toMatchObject([
      { kind: 'parked', reason: { kind: 'refused' } },
    ])
  })

  it('[AN15] [F55] ALREADY_EXISTS: an update that saw nothing: equal fields vanish, the rest is a question', () => {
    const made = sealed(create({ name: 'a', note: 'm', mine: 'x' }))
    const result = refusal('ALREADY_EXISTS', { server_version: 5, server_data: { name: 'a', note: 'n' } })
    expect(answerOf(undefined, [made], result).entries).toMatchObject([
      { kind: 'parked', op: 'update', patch: { note: 'm', mine: 'x' }, reason: { kind: 'conflict', fields: ['note'] } },
    ])
    expect(answerOf(undefined, [made], refusal('ALREADY_EXISTS')).entries).toMatchObject([
      { kind: 'parked', reason: { kind: 'refused' } },
    ])
  })
})

describe('a child refused because its parent waits here', () => {
  const child = (model: string, patch: { [field: string]: string }) => create(patch, { model, id: 'r1' })
  const answerChild = (
    entry: Entry,
    outbox: readonly Entry[],
    code = 'MISSING_REFERENCE',
    fields: { [field: string]: string } = { house: 'missing' },
  ) =>
    answer(testModels, { row: undefined, entries: [entry] }, 7, refusal(code, { fields }), { at: AT, by: '', outbox })
      .entries

  it.each(['MISSING_REFERENCE', 'NOT_FOUND'])(
    '[AN16] [F57] %s: it is open again, to leave under a new id once the parent is there',
    (code) => {
      const room = sealed(child('rooms', { house: 'h1' }))
      expect(answerChild(room, [create({ name: '' }), room], code)).toMatchObject([{ kind: 'open', op: 'create' }])
      expect(answerChild(room, [create({ name: '' }), room], code, {})).toMatchObject([{ kind: 'open' }])
      expect(answerChild(room, [room], code)).toMatchObject([{ kind: 'parked' }])
      const bare = { at: AT, by: '', outbox: [create({ name: '' })] }
      expect(answer(testModels, { row: undefined, entries: [room] }, 7, refusal(code), bare).entries).toMatchObject([
        { kind: 'open' },
      ])
    },
  )

  it('[AN16] another reference that is missing needs a person', () => {
    const room = sealed(child('rooms', { house: 'h1', beside: 'r9' }))
    expect(answerChild(room, [create({ name: '' })], 'MISSING_REFERENCE', { beside: 'missing' })).toMatchObject([
      { kind: 'parked' },
    ])
  })

  it('[AN16] [F59] two that wait for each other need a person', () => {
    const one = sealed(create({ house: 'h0', beside: 'r2' }, { model: 'rooms', id: 'r1' }))
    const two = create({ house: 'h0', beside: 'r1' }, { model: 'rooms', id: 'r2' })
    const three = create({ house: 'h0', beside: 'r3' }, { model: 'rooms', id: 'r3' })
    const four = create({ house: 'h0', beside: 'r3' }, { model: 'rooms', id: 'r2' })
    expect(answerChild(one, [one, two], 'MISSING_REFERENCE', { beside: 'missing' })).toMatchObject([{ kind: 'parked' }])
    expect(answerChild(one, [one, four, three], 'MISSING_REFERENCE', { beside: 'missing' })).toMatchObject([
      { kind: 'open' },
    ])
  })
})
