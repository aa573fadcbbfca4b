import { describe, expect, it } from 'vitest'
import { judge } from './judge.ts'
import {
  ana,
  ben,
  clientWins,
  lww,
  manual,
  NOW,
  remove,
  row,
  serverWins,
  tombstone,
  update,
} from './testing/judging.ts'

const EARLY = ana(4).editedMs
const TIE = ana(5).editedMs
const LATE = NOW

describe('a field that both changed', () => {
  it.each([
    ['manual', manual, 'note', LATE, 'conflict'],
    ['server_wins', serverWins, 'note', LATE, 'overridden'],
    ['client_wins', clientWins, 'note', EARLY, 'applied'],
    ['lww, edited earlier', lww, 'note', EARLY, 'overridden'],
    ['lww, a tie', lww, 'note', TIE, 'applied'],
    ['lww, edited later', lww, 'note', LATE, 'applied'],
    ['server_wins on the field', clientWins, 'theirs', LATE, 'overridden'],
    ['client_wins on the field', serverWins, 'ours', EARLY, 'applied'],
    ['lww on the field, earlier', clientWins, 'newest', EARLY, 'overridden'],
    ['lww on the field, later', manual, 'newest', LATE, 'applied'],
  ] as const)('[WP15] %s', (_, model, field, edited, kind) => {
    const before = row({ name: 'Hub', [field]: 'theirs' }, { [field]: 5 })
    expect(judge(model, before, update(2, { [field]: 'mine' }, edited), ben)).toMatchObject(
      {
        applied: { kind, row: { version: 6, data: { [field]: 'mine' } }, beaten: { [field]: 'theirs' } },
        overridden: { kind, row: before, changed: false, lost: { [field]: 'mine' }, beaten: {} },
        conflict: { kind, conflicts: [field] },
      }[kind],
    )
  })

  it('[WP15] lww decides only between changes that conflict: an old edit of a field that did not move is applied', () => {
    const verdict = judge(lww, row({ name: 'Hub', note: 'n' }, { note: 5 }), update(5, { note: 'old' }, EARLY), ben)
    expect(verdict).toMatchObject({ kind: 'applied', row: { stamps: { note: { editedMs: EARLY, atMs: NOW } } } })
  })

  it('[WP15] any manual conflict: nothing of the patch is applied', () => {
    const before = row({ name: 'a', ours: 'a', theirs: 'a' }, { name: 5, ours: 5, theirs: 5 })
    const verdict = judge(manual, before, update(2, { name: 'b', ours: 'b', theirs: 'b', note: 'b' }), ben)
    expect(verdict).toMatchObject({ kind: 'conflict', conflicts: ['name'] })
  })

  it('[WP13] SERVER_WINS: the rest of the patch is applied', () => {
    const before = row({ name: 'a', ours: 'a', theirs: 'a' }, { ours: 5, theirs: 5 })
    expect(judge(manual, before, update(2, { ours: 'b', theirs: 'b', note: 'b' }), ben)).toMatchObject({
      kind: 'overridden',
      changed: true,
      lost: { theirs: 'b' },
      beaten: { ours: 'a' },
      row: { version: 6, data: { name: 'a', ours: 'b', theirs: 'a', note: 'b' } },
    })
  })

  it('[CT13] a clearing is a value too: it is lost or beaten as null', () => {
    const cleared = row({ name: 'a' }, { ours: 5 })
    expect(judge(manual, cleared, update(2, { ours: 'b' }), ben)).toMatchObject({ beaten: { ours: null } })
    const set = row({ name: 'a', theirs: 'a' }, { theirs: 5 })
    expect(judge(manual, set, update(2, { theirs: null }), ben)).toMatchObject({ lost: { theirs: null } })
  })
})

describe('delete', () => {
  it('[WP17] [F54] of a missing or deleted row changes nothing', () => {
    expect(judge(manual, undefined, remove(3), ben)).toEqual({ kind: 'unchanged', version: 0, merged: false })
    expect(judge(manual, tombstone(4), remove(3), ben)).toEqual({ kind: 'unchanged', version: 4, merged: false })
  })

  it('[WP19] leaves version, who and when, and no data', () => {
    expect(judge(manual, row({ name: 'a' }, { name: 3 }), remove(3), ben)).toEqual({
      kind: 'applied',
      row: {
        version: 4,
        deleted: true,
        data: {},
        stamps: {},
        origin: { version: 4, by: 'Ben', atMs: NOW, editedMs: NOW },
      },
      merged: false,
      beaten: {},
    })
  })

  it.each([
    ['manual asks', manual, LATE, 'conflict'],
    ['server_wins keeps the row', serverWins, LATE, 'overridden'],
    ['client_wins deletes', clientWins, EARLY, 'applied'],
    ['lww keeps the row that was edited later', lww, EARLY, 'overridden'],
    ['lww deletes at the same time', lww, TIE, 'applied'],
    ['lww deletes later', lww, LATE, 'applied'],
  ] as const)('[WP15] against newer edits: %s', (_, model, edited, kind) => {
    const before = row({ name: 'a', note: 'n' }, { name: 4, note: 5 })
    expect(judge(model, before, remove(4, edited), ben)).toMatchObject(
      {
        applied: { kind, row: { version: 6, deleted: true }, beaten: { note: 'n' } },
        overridden: { kind, row: before, changed: false, lost: {}, beaten: {} },
        conflict: { kind, conflicts: ['note'], theirs: { note: { version: 5, by: 'Ana' } } },
      }[kind],
    )
  })

  it('[WP15] under lww yields to the newest of the edits it did not see, not to the oldest', () => {
    const before = row({ name: 'a', note: 'n' }, { name: 2, note: 5 })
    expect(judge(lww, before, remove(1, EARLY), ben)).toMatchObject({ kind: 'overridden', changed: false })
  })

  it('[CT12] is judged by the model’s policy, whatever those of the fields that moved', () => {
    const before = row({ name: 'a', theirs: 'n', newest: 'n' }, { theirs: 4, newest: 5 })
    expect(judge(manual, before, remove(1), ben)).toMatchObject({ kind: 'conflict', conflicts: ['newest', 'theirs'] })
    expect(judge(clientWins, before, remove(1), ben)).toMatchObject({ kind: 'applied' })
  })

  it.each([0, 9])('[WP15] with version %i, which saw nothing of the row, is against every field', (version) => {
    expect(judge(manual, row({ name: 'a' }), remove(version), ben)).toMatchObject({
      kind: 'conflict',
      conflicts: ['name', 'newest', 'note', 'ours', 'tags', 'theirs'],
    })
  })

  it('[WP15] against a restore that the sender did not see is against every field', () => {
    const restored = { version: 6, deleted: false, data: { name: 'Hub' }, stamps: {}, origin: ana(6) }
    expect(judge(manual, restored, remove(4), ben)).toMatchObject({ kind: 'conflict' })
  })

  it('[CT12] a field that the model no longer has counts as an edit', () => {
    expect(judge(manual, row({ name: 'a', old: 1 }, { old: 5 }), remove(4), ben)).toMatchObject({ conflicts: ['old'] })
  })
})
