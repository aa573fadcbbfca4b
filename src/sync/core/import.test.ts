import { describe, expect, it } from 'vitest'
import { type ExportedChange, importChanges, importSeen } from './import.ts'
import { receive } from './receive.ts'
import { testModels } from './testing/models.ts'
import { archived, AT, create, KEY, remove, row, state, tombstone, update } from './testing/records.ts'
import type { ArchivedChange, Entry, OpenEntry, ServerRow } from './types.ts'

const THEN = '2026-11-19T08:00:00.000Z'
const exported = ({ model, id, op, patch, base, schema }: OpenEntry): ExportedChange => {
  return { model, id, op, patch, base, schema, editedAt: THEN }
}
const rename = exported(update(3, { name: 'a' }, { name: 'b' }))
const made = exported(create({ name: 'b' }))
const gone = exported(remove(3, { name: 'a' }))

function imported(
  shadow: ServerRow | undefined,
  changes: readonly ExportedChange[],
  entries: readonly Entry[] = [],
  archive: readonly ArchivedChange[] = [],
) {
  const result = importChanges(testModels, state(shadow, ...entries), archive, changes)
  return result.kind === 'added' ? result.entry : result.kind
}

describe('importing', () => {
  it('[IM1] a change becomes an ordinary edit on what its author saw', () => {
    expect(imported(row(3, { name: 'a' }), [rename])).toMatchObject({
      kind: 'open',
      base: { version: 3 },
      editedAt: THEN,
    })
    expect(imported(undefined, [made])).toMatchObject({ kind: 'open', op: 'create', patch: { name: 'b' } })
    expect(imported(row(3, { name: 'a' }), [gone])).toMatchObject({ kind: 'open', op: 'delete' })
    expect(imported(undefined, [made, exported(update(0, { name: 'b' }, { note: 'n' }))])).toMatchObject({
      op: 'create',
      patch: { name: 'b', note: 'n' },
    })
  })

  it('[IM2] what has changed since is asked about, never overwritten; another field merges', () => {
    expect(imported(row(5, { name: 'c' }), [rename])).toMatchObject({
      kind: 'parked',
      reason: { kind: 'conflict', fields: ['name'] },
    })
    expect(imported(row(5, { name: 'c' }), [gone])).toMatchObject({ kind: 'parked' })
    expect(imported(row(5, { name: 'a', note: 'n' }), [rename])).toMatchObject({ kind: 'open', base: { version: 5 } })
    expect(imported(tombstone(5), [rename])).toMatchObject({ kind: 'parked', reason: { kind: 'deleted' } })
  })

  it.each([rename, gone])(
    '[IM2] also where the record comes only later: the file may be of another history ($op)',
    (change) => {
      const entry = imported(undefined, [change])
      if (typeof entry === 'string') throw new Error(entry)
      const later = (name: string) => receive(testModels, state(undefined, entry), row(5, { name })).entries
      // Of the history that the mirror has, nobody knows what version 3 was.
      expect(later('c')).toMatchObject([{ kind: 'parked', reason: { kind: 'conflict', fields: ['name'] } }])
      expect(later('a')).toMatchObject([{ kind: 'open', op: change.op, base: { version: 5 } }])
      expect(receive(testModels, state(undefined, entry), tombstone(5)).entries).toMatchObject(
        change.op === 'delete' ? [] : [{ kind: 'parked', reason: { kind: 'deleted' } }],
      )
    },
  )

  it('[IM3] a second time it adds nothing: it waits here, was acknowledged, or the server shows it', () => {
    const waiting = { ...update(3, { name: 'a' }, { name: 'b' }), editedAt: THEN }
    expect(imported(row(3, { name: 'a' }), [rename], [waiting])).toBe('here')
    const acknowledged = archived({ ...update(3, { name: 'a' }, { name: 'b' }), editedAt: THEN }, 4)
    expect(imported(row(6, { name: 'c' }), [rename], [], [acknowledged])).toBe('here')
    expect(imported(row(4, { name: 'b' }), [rename])).toBe('here')
    expect(imported(row(2, { name: 'b', note: 'n' }), [made])).toBe('here')
    expect(imported(row(2, { name: 'c' }), [{ ...made, isSealed: true }])).toBe('here')
    expect(imported(tombstone(4), [gone])).toBe('here')
    expect(imported({ ...tombstone(4), last: { name: 'b' } }, [made])).toBe('here')
    expect(imported(tombstone(4), [made])).toMatchObject({ kind: 'parked', reason: { kind: 'deleted' } })
  })

  it('[IM6] a create that went on after it had arrived from another device is asked about, not taken for what is there', () => {
    expect(imported(row(1, { name: 'a' }), [made])).toMatchObject({
      kind: 'parked',
      op: 'update',
      patch: { name: 'b' },
      reason: { kind: 'conflict', fields: ['name'] },
    })
    expect(imported({ ...tombstone(4), last: { name: 'a' } }, [made])).toMatchObject({
      kind: 'parked',
      patch: { name: 'b' },
      reason: { kind: 'deleted' },
    })
    const followed = [{ ...made, isSealed: true } as const, exported(update(0, { name: 'b' }, { name: 'c' }))]
    expect(imported(row(1, { name: 'b' }), followed)).toMatchObject({ kind: 'open', patch: { name: 'c' } })
  })

  it('[IM6] a delete is not taken for done where the mirror does not have the record', () => {
    expect(imported(undefined, [gone])).toMatchObject({ kind: 'open', op: 'delete', base: { values: { name: 'a' } } })
    const about = { schema: 1, editedAt: THEN }
    expect(importSeen(testModels, state(undefined), KEY, null, about)).toMatchObject({
      kind: 'added',
      entry: { op: 'delete', base: { values: {} } },
    })
  })

  it('[IM3] nor where an edit made here since holds it', () => {
    const more = update(3, { name: 'a' }, { name: 'b', note: 'n' })
    expect(imported(row(3, { name: 'a' }), [rename], [more])).toBe('here')
    expect(imported(row(3, { name: 'a' }), [gone], [remove(3, { name: 'a' })])).toBe('here')
    expect(imported(row(3, { name: 'a' }), [rename], [remove(3, { name: 'a' })])).toBe('waits')
    expect(imported(row(3, { name: 'a' }), [gone], [more])).toBe('waits')
  })

  it('[IM4] what waits here stays as it is', () => {
    const mine = update(3, { name: 'a' }, { name: 'c' })
    expect(imported(row(3, { name: 'a' }), [rename], [mine])).toBe('waits')
  })

  it('[IM1] a restore is taken in as one', () => {
    const restored = exported(create({ name: 'b' }, { version: 4 }))
    expect(imported(tombstone(4), [restored])).toMatchObject({ kind: 'open', op: 'create', base: { version: 4 } })
    expect(imported(row(5, { name: 'b' }), [restored])).toBe('here')
  })

  it('[IM5] where only what was seen is left, that is taken in', () => {
    const about = { schema: 1, editedAt: THEN }
    const seen = { ...KEY, version: 3, data: { name: 'b' }, updatedAt: AT, updatedBy: '' }
    const taken = (shadow: ServerRow | undefined, ...entries: Entry[]) =>
      importSeen(testModels, state(shadow, ...entries), KEY, seen, about)
    expect(taken(row(3, { name: 'a' }))).toMatchObject({ kind: 'added', entry: { patch: { name: 'b' } } })
    expect(taken(row(3, { name: 'b' }))).toEqual({ kind: 'here' })
    expect(taken(row(3, { name: 'a' }), update(3, { name: 'a' }, { name: 'c' }))).toEqual({ kind: 'waits' })
  })
})
