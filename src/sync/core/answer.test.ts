import { describe, expect, it } from 'vitest'
import type { PushResult } from '../../../contract/wire/push.ts'
import { answer } from './answer.ts'
import { receive } from './receive.ts'
import { testModels } from './testing/models.ts'
import { AT, create, KEY, refusal, remove, row, saved, sealed, state, update } from './testing/records.ts'
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

  it.each(['note', 'mine'])(
    '[AN6] what another changed meanwhile in a field of the follower is left for the server to judge: %s',
    (field) => {
      const result = { ok: true, new_version: 5, merged: true, server_data: { name: 'b', [field]: 'k' } }
      const entries = [sealed(rename), follower({ [field]: 'm' }, { [field]: 'n' })]
      expect(answerOf(shadow, entries, result).entries).toMatchObject([
        { kind: 'open', patch: { [field]: 'm' }, base: { version: 3, values: { [field]: 'n' } } },
      ])
    },
  )

  it('[AN6] unless it would then lose to its own predecessor: that is asked, or decided by the policy', () => {
    const both = (field: string) => [sealed(rename), follower({ name: 'c', [field]: 'm' }, { name: 'b', [field]: 'n' })]
    const result = (field: string) => ({
      ok: true,
      new_version: 5,
      merged: true,
      server_data: { name: 'b', [field]: 'k' },
    })
    expect(answerOf(shadow, both('note'), result('note')).entries).toMatchObject([
      { kind: 'parked', reason: { kind: 'conflict', fields: ['note'] } },
    ])
    expect(answerOf(shadow, both('mine'), result('mine'))).toMatchObject({
      entries: [{ kind: 'open', patch: { name: 'c', mine: 'm' }, base: { version: 5 } }],
      facts: [{ kind: 'merged' }, { kind: 'overwritten' }],
    })
  })

  it('[AN6] another’s value that lay beneath the change under way was never seen: its edit is not of that version', () => {
    // The answer was lost: Ben has written over 'b', and then somebody beside it; here 'b' was still seen, and edited.
    const edits = [sealed(rename), saved(update(5, { name: 'b', note: 'n' }, { name: 'c' }), 2)]
    const beside = receive(
      testModels,
      state(row(5, { name: 'x', note: 'n' }), ...edits),
      row(6, { name: 'x', note: 'm' }),
    )
    expect(answerOf(beside.row, beside.entries, { ok: true, new_version: 4 }).entries).toMatchObject([
      { kind: 'open', patch: { name: 'c' }, base: { version: 3, values: { name: 'b' } } },
    ])
    const gone = [sealed(rename), saved(remove(5, { name: 'b', note: 'n' }), 2)]
    expect(answerOf(row(5, { name: 'x', note: 'n' }), gone, { ok: true, new_version: 4 }).entries).toMatchObject([
      { kind: 'open', op: 'delete', base: { version: 3, values: { name: 'b', note: 'n' } } },
    ])
    const elsewhere = [sealed(rename), saved(update(5, { name: 'b', note: 'n' }, { note: 'k' }), 2)]
    expect(answerOf(row(6, { name: 'x', note: 'm' }), elsewhere, { ok: true, new_version: 4 }).entries).toMatchObject([
      { kind: 'open', patch: { note: 'k' }, base: { version: 5, values: { note: 'n' } } },
    ])
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
    expect(answerOf(undefined, [one], refusal('SERVER_WINS', { overridden: ['theirs'] }))).toMatchObject({
      row: undefined,
      entries: [],
    })
    expect(answerOf(undefined, [one], refusal('SERVER_WINS'))).toMatchObject({ facts: [{ kind: 'overwritten' }] })
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
