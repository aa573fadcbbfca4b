import { describe, expect, it } from 'vitest'
import { editedMs, judge, stampOf, touchedFields } from './judge.ts'
import { ana, ben, create, manual, NOW, row, tombstone, update } from './testing/judging.ts'

const bens = (version: number) => ({ version, by: 'Ben', atMs: NOW, editedMs: NOW })

describe('create', () => {
  it('[WP17] makes version 1, without the fields that are null', () => {
    expect(judge(manual, undefined, create({ name: 'Hub', note: null }), ben)).toEqual({
      kind: 'applied',
      row: { version: 1, deleted: false, data: { name: 'Hub' }, stamps: {}, origin: bens(1) },
      merged: false,
      beaten: {},
    })
  })

  it('[WP13] [F55] of an existing id with equal data is ok, choices compared as sets', () => {
    const verdict = judge(
      manual,
      row({ name: 'Hub', tags: ['a', 'b'] }),
      create({ name: 'Hub', tags: ['b', 'a'] }),
      ben,
    )
    expect(verdict).toEqual({ kind: 'unchanged', version: 1, merged: false })
  })

  it.each([
    ['another value', { name: 'Other' }],
    ['a field more', { name: 'Hub', note: 'n' }],
    ['a field less', {}],
  ])('[WP13] [F55] of an existing id with %s is ALREADY_EXISTS', (_, data) => {
    expect(judge(manual, row({ name: 'Hub' }), create(data), ben)).toEqual({ kind: 'exists' })
  })

  it('[WP16] on the version of a tombstone restores it', () => {
    expect(judge(manual, tombstone(4), create({ name: 'Back' }, 4), ben)).toEqual({
      kind: 'applied',
      row: { version: 5, deleted: false, data: { name: 'Back' }, stamps: {}, origin: bens(5) },
      merged: false,
      beaten: {},
    })
  })

  it.each([0, 3, 5])('[WP13] over a tombstone of version 4 with version %i is DELETED', (version) => {
    expect(judge(manual, tombstone(4), create({ name: 'Back' }, version), ben)).toEqual({ kind: 'deleted' })
  })

  it('[WP24] of an id the server forgot is a create, whatever version the device remembers', () => {
    expect(judge(manual, undefined, create({ name: 'Hub' }, 9), ben)).toMatchObject({ row: { version: 1 } })
  })
})

describe('update', () => {
  it('[WP13] of an id that never was is NOT_FOUND, of a tombstone DELETED', () => {
    expect(judge(manual, undefined, update(1, { name: 'x' }), ben)).toEqual({ kind: 'missing' })
    expect(judge(manual, tombstone(2), update(2, { name: 'x' }), ben)).toEqual({ kind: 'deleted' })
  })

  it('[WP17] moves the version by 1, and stamps the fields that changed and no others', () => {
    const before = row({ name: 'Hub', note: 'n' }, { note: 7 })
    expect(judge(manual, before, update(7, { name: 'The Hub', note: 'n' }), ben)).toEqual({
      kind: 'applied',
      row: { ...before, version: 8, data: { name: 'The Hub', note: 'n' }, stamps: { note: ana(7), name: bens(8) } },
      merged: false,
      beaten: {},
    })
  })

  it('[WP17] that changes nothing is unchanged', () => {
    const same = update(7, { name: 'Hub', tags: ['b', 'a'], newest: null })
    expect(judge(manual, row({ name: 'Hub', tags: ['a', 'b'] }, { tags: 7 }), same, ben)).toEqual({
      kind: 'unchanged',
      version: 7,
      merged: false,
    })
  })

  it('[WP17] with null clears a field, and the clearing has a stamp', () => {
    const verdict = judge(manual, row({ name: 'Hub', note: 'n' }), update(1, { note: null }), ben)
    expect(verdict).toMatchObject({ kind: 'applied', row: { data: { name: 'Hub' }, stamps: { note: bens(2) } } })
    expect(verdict).not.toHaveProperty('row.data.note')
  })

  it('[WP14] of a field that moved to the same value is no conflict', () => {
    expect(judge(manual, row({ name: 'New' }, { name: 5 }), update(2, { name: 'New' }), ben)).toEqual({
      kind: 'unchanged',
      version: 5,
      merged: false,
    })
  })

  it('[WP14] of another field than the one that moved merges, and says so', () => {
    const verdict = judge(manual, row({ name: 'New' }, { name: 5 }), update(2, { note: 'n' }), ben)
    expect(verdict).toMatchObject({
      kind: 'applied',
      merged: true,
      row: { version: 6, data: { name: 'New', note: 'n' } },
    })
  })

  it('[WP12] merged is told of an update that changed nothing while another field moved', () => {
    expect(judge(manual, row({ name: 'Hub', note: 'n' }, { note: 5 }), update(2, { name: 'Hub' }), ben)).toEqual({
      kind: 'unchanged',
      version: 5,
      merged: true,
    })
  })

  it('[WP12] merged is told when a field that the model no longer has moved', () => {
    expect(judge(manual, row({ name: 'Hub', old: 1 }, { old: 5 }), update(2, { name: 'x' }), ben)).toMatchObject({
      merged: true,
    })
  })

  it('[WP13] names every field in conflict, sorted, with who holds it since when', () => {
    const before = row({ name: 'New', note: 'n', ours: 'o' }, { name: 5, ours: 6 })
    expect(judge(manual, before, update(0, { note: 'mine', name: 'Mine' }), ben)).toEqual({
      kind: 'conflict',
      conflicts: ['name', 'note'],
      theirs: {
        name: { version: 5, by: 'Ana', atMs: ana(5).atMs },
        note: { version: 1, by: 'Ana', atMs: ana(1).atMs },
      },
    })
  })

  it('[WP15] version 0 bypasses nothing: every field that differs is in conflict', () => {
    const verdict = judge(manual, row({ name: 'Hub' }), update(0, { name: 'x', note: 'y' }), ben)
    expect(verdict).toMatchObject({ kind: 'conflict', conflicts: ['name', 'note'] })
  })

  it('[WP15] a version above the row’s is a conflict on every field that differs', () => {
    const verdict = judge(manual, row({ name: 'Hub', note: 'n' }), update(9, { name: 'x', note: 'n' }), ben)
    expect(verdict).toMatchObject({ kind: 'conflict', conflicts: ['name'] })
    expect(judge(manual, row({ name: 'Hub' }), update(9, { name: 'Hub' }), ben)).toEqual({
      kind: 'unchanged',
      version: 1,
      merged: true,
    })
  })

  it('[WP16] on the server’s version passes; what moves meanwhile is asked again, and only that', () => {
    const before = row({ name: 'New', note: 'n' }, { name: 5 })
    expect(judge(manual, before, update(5, { name: 'Mine', note: 'Mine' }), ben)).toMatchObject({ kind: 'applied' })
    const moved = row({ name: 'New', note: 'again' }, { name: 5, note: 6 })
    expect(judge(manual, moved, update(5, { name: 'Mine', note: 'Mine' }), ben)).toMatchObject({
      kind: 'conflict',
      conflicts: ['note'],
    })
  })

  it('[WP14] after a restore every field was last set by the restore', () => {
    const restored = { version: 6, deleted: false, data: { name: 'Hub' }, stamps: {}, origin: ana(6) }
    expect(judge(manual, restored, update(4, { name: 'x' }), ben)).toMatchObject({ kind: 'conflict' })
    expect(judge(manual, restored, update(6, { name: 'x' }), ben)).toMatchObject({ kind: 'applied' })
  })
})

describe('stamps and times', () => {
  it('[F65] a stamp is an own member: an inherited name falls back to the origin', () => {
    expect(stampOf(row({}, { note: 3 }), 'note')).toEqual(ana(3))
    expect(stampOf(row({}), 'constructor')).toEqual(ana(1))
  })

  it.each([
    ['a right clock', NOW - 5_000, NOW, NOW - 5_000],
    ['a clock an hour behind', NOW - 3_605_000, NOW - 3_600_000, NOW - 5_000],
    ['a clock an hour ahead', NOW + 3_595_000, NOW + 3_600_000, NOW - 5_000],
    ['an edit after its own sending', NOW + 1, NOW, NOW],
    ['no sending time', NOW - 5_000, undefined, NOW - 5_000],
    ['no sending time and a future edit', NOW + 5_000, undefined, NOW],
    ['no edit time', undefined, NOW, NOW],
  ])(
    '[WP15] the time of an edit is shifted to the server’s clock and clamped to now: %s',
    (_, edited, sent, expected) => {
      const { editedAtMs: _dropped, ...change } = update(1, {})
      const sender = { by: 'Ben', nowMs: NOW, ...(sent === undefined ? {} : { sentAtMs: sent }) }
      expect(editedMs(edited === undefined ? change : { ...change, editedAtMs: edited }, sender)).toBe(expected)
    },
  )

  it('[CT13] a change touched the fields whose values differ', () => {
    expect(touchedFields(undefined, row({ name: 'a' }))).toEqual(['name'])
    expect(touchedFields(row({ name: 'a', note: 'b' }), row({ note: 'c' }))).toEqual(['name', 'note'])
  })
})
