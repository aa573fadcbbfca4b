import { describe, expect, it } from 'vitest'
import type { PushResult } from '../../../contract/wire/push.ts'
import { answer } from './answer.ts'
import { testModels } from './testing/models.ts'
import { AT, create, KEY, refusal, remove, row, saved, sealed, state, tombstone, update } from './testing/records.ts'
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

describe('ok', () => {
  it('[AN1] goes to the archive with its base values; the shadow is what the device computes', () => {
    expect(answerOf(shadow, [sealed(rename)], { ok: true, new_version: 4, seq: 9 })).toEqual({
      row: { ...KEY, version: 4, deleted: false, data: { name: 'b', note: 'n' }, updatedAt: AT, updatedBy: 'Ana' },
      entries: [],
      archive: [
        {
          ...KEY,
          mutationId: 7,
          op: 'update',
          patch: { name: 'b' },
          base: rename.base,
          version: 4,
          schema: 1,
          editedAt: rename.editedAt,
          ackedAt: AT,
        },
      ],
      facts: [],
    })
  })

  it('[AN1] a create and a delete', () => {
    expect(answerOf(undefined, [sealed(create({ name: 'a' }))], { ok: true, new_version: 1 }).row).toMatchObject({
      version: 1,
      data: { name: 'a' },
    })
    expect(answerOf(shadow, [sealed(gone)], { ok: true, new_version: 4 }).row).toMatchObject({
      version: 4,
      deleted: true,
      data: {},
      last: shadow.data,
    })
  })

  it('[AN1] a delete of what never was leaves no row', () => {
    expect(answerOf(undefined, [sealed(gone)], { ok: true, new_version: 0 })).toMatchObject({
      row: undefined,
      entries: [],
    })
    expect(answerOf(undefined, [sealed(gone)], { ok: true })).toMatchObject({ archive: [{ version: 0 }] })
  })

  it('[AN1] an update of a row that the device does not have waits for the pull', () => {
    expect(answerOf(undefined, [sealed(rename)], { ok: true, new_version: 4 })).toMatchObject({
      row: undefined,
      entries: [],
    })
  })

  it('[AN2] merged: the server row is taken as it is, and what came with it is told', () => {
    const result = {
      ok: true,
      new_version: 5,
      merged: true,
      server_data: { name: 'b', note: 'm' },
      updated_by: 'Ben',
      updated_at: 'then',
    }
    expect(answerOf(shadow, [sealed(rename)], result)).toMatchObject({
      row: { version: 5, data: { name: 'b', note: 'm' }, updatedBy: 'Ben', updatedAt: 'then' },
      facts: [{ kind: 'merged', detail: { fields: { note: { was: 'n', now: 'm' } } } }],
    })
    expect(answerOf(undefined, [sealed(rename)], { ok: true, merged: true })).toMatchObject({
      facts: [{ kind: 'merged' }],
    })
  })

  it('[AN3] [F21] versions only move up: an answer that comes after the pull leaves the newer shadow', () => {
    const newer = row(6, { name: 'z' })
    expect(answerOf(newer, [sealed(rename)], { ok: true, new_version: 4 })).toMatchObject({ row: newer, entries: [] })
  })

  it('[AN4] an answer whose entry is gone is ignored', () => {
    const given = state(shadow, sealed(rename, 8))
    const context = { at: AT, by: '', outbox: [] }
    expect(answer(testModels, given, 7, { ok: true, new_version: 4 }, context)).toMatchObject({
      row: shadow,
      entries: given.entries,
      archive: [],
    })
    expect(answer(testModels, state(shadow), 7, { ok: true, new_version: 4 }, context).row).toBe(shadow)
  })

  it.each(['RETRY', 'ID_REUSE'])('[AN5] %s leaves the sealed entry, the same bytes go again', (code) => {
    const entry = sealed(rename)
    expect(answerOf(shadow, [entry], refusal(code)).entries).toEqual([entry])
  })
})

describe('ok, with edits made meanwhile', () => {
  it('[AN6] [F18] [F19] the follower is based on the version and values of the answer', () => {
    const entries = [sealed(rename), follower({ name: 'c' }, { name: 'b' })]
    expect(answerOf(shadow, entries, { ok: true, new_version: 4 })).toMatchObject({
      row: { version: 4, data: { name: 'b' } },
      entries: [{ kind: 'open', key: 2, patch: { name: 'c' }, base: { version: 4, values: { name: 'b' } } }],
    })
  })

  it('[AN6] a save that was not folded yet is one too', () => {
    const entries = [sealed(rename), saved(follower({ name: 'c' }, { name: 'a' }), 2)]
    expect(answerOf(shadow, entries, { ok: true, new_version: 4 }).entries).toMatchObject([
      { kind: 'open', base: { version: 4, values: { name: 'b' } } },
    ])
  })

  it('[AN6] a follower that equals the shadow vanishes', () => {
    const entries = [sealed(rename), follower({ note: 'm' }, { note: 'n' })]
    const result = { ok: true, new_version: 5, merged: true, server_data: { name: 'b', note: 'm' } }
    expect(answerOf(shadow, entries, result).entries).toEqual([])
  })

  it('[AN6] what another changed meanwhile in a field of the follower is a question', () => {
    const entries = [sealed(rename), follower({ note: 'm' }, { note: 'n' })]
    const result = { ok: true, new_version: 5, merged: true, server_data: { name: 'b', note: 'k' } }
    expect(answerOf(shadow, entries, result).entries).toMatchObject([
      { kind: 'parked', reason: { kind: 'conflict', fields: ['note'] } },
    ])
  })

  it('[AN6] under another policy it stays on its version, unless it would then lose to its own predecessor', () => {
    const result = (server_data: { [field: string]: string }) => ({
      ok: true,
      new_version: 5,
      merged: true,
      server_data,
    })
    const apart = [sealed(rename), follower({ mine: 'm' }, { mine: 'n' })]
    expect(answerOf(shadow, apart, result({ name: 'b', mine: 'k' })).entries).toMatchObject([
      { kind: 'open', base: { version: 3 } },
    ])
    const both = [sealed(rename), follower({ name: 'c', mine: 'm' }, { name: 'b', mine: 'n' })]
    expect(answerOf(shadow, both, result({ name: 'b', mine: 'k' }))).toMatchObject({
      entries: [{ kind: 'open', patch: { name: 'c', mine: 'm' }, base: { version: 5 } }],
      facts: [{ kind: 'merged' }, { kind: 'overwritten' }],
    })
  })

  it('[AN7] delete + create: a create on the version of the tombstone', () => {
    const entries = [sealed(gone), create({ name: 'a' }, { key: 2 })]
    expect(answerOf(shadow, entries, { ok: true, new_version: 4 }).entries).toMatchObject([
      { kind: 'open', op: 'create', base: { version: 4 } },
    ])
  })
})

describe('SERVER_WINS', () => {
  const sent = sealed(update(3, { theirs: 'a', note: 'n' }, { theirs: 'b', note: 'm' }))
  const result = refusal('SERVER_WINS', {
    server_version: 5,
    server_data: { theirs: 'c', note: 'm' },
    overridden: ['theirs'],
    new_version: 5,
  })

  it('[AN8] [F51] is as ok: the rest is archived, both values are in the log', () => {
    expect(answerOf(shadow, [sent], result)).toMatchObject({
      row: { version: 5, data: { theirs: 'c', note: 'm' } },
      entries: [],
      archive: [{ patch: { note: 'm' }, version: 5 }],
      facts: [{ kind: 'overwritten', detail: { fields: { theirs: { mine: 'b', theirs: 'c', kept: 'theirs' } } } }],
    })
  })

  it('[AN8] nothing is archived if nothing was applied', () => {
    const all = refusal('SERVER_WINS', { server_version: 4, server_data: { theirs: 'c' }, overridden: ['theirs'] })
    const one = sealed(update(3, { theirs: 'a' }, { theirs: 'b' }))
    expect(answerOf(shadow, [one], all)).toMatchObject({ entries: [], archive: [] })
    expect(answerOf(shadow, [one], { ...all, new_version: 4 })).toMatchObject({ archive: [] })
    expect(answerOf(undefined, [one], refusal('SERVER_WINS'))).toMatchObject({ row: undefined, entries: [] })
  })

  it('[AN8] the follower is rebased on the server row', () => {
    expect(answerOf(shadow, [sent, follower({ note: 'k' }, { note: 'm' })], result).entries).toMatchObject([
      { kind: 'open', base: { version: 5, values: { note: 'm' } } },
    ])
  })

  it('[AN8] a delete that lost: the record is there again, and the undo is an update or nothing', () => {
    const kept = refusal('SERVER_WINS', { server_version: 4, server_data: { name: 'c', note: 'n' }, overridden: [] })
    expect(answerOf(shadow, [sealed(gone)], kept)).toMatchObject({
      row: { version: 4, deleted: false },
      entries: [],
      archive: [],
      facts: [{ kind: 'overwritten' }],
    })
    const undo = create({ name: 'a', note: 'n' }, { key: 2 })
    expect(answerOf(shadow, [sealed(gone), undo], kept).entries).toEqual([])
    const other = create({ name: 'a', note: 'm' }, { key: 2 })
    expect(answerOf(shadow, [sealed(gone), other], kept).entries).toMatchObject([
      { op: 'update', patch: { note: 'm' }, base: { version: 4 } },
    ])
  })
})

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

  it('[AN13] refused create + delete: both gone; refused delete + undo: both gone', () => {
    const made = [sealed(create({ name: 'a' })), remove(0, { name: 'a' }, { key: 2 })]
    expect(answerOf(undefined, made, refusal('INVALID'))).toMatchObject({ entries: [], facts: [{ kind: 'cancelled' }] })
    const undone = [sealed(gone), create({ name: 'a', note: 'n' }, { key: 2 })]
    expect(answerOf(shadow, undone, refusal('REFERENCED')).entries).toEqual([])
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
