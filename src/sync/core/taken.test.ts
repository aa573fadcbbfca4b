import { describe, expect, it } from 'vitest'
import { answer } from './answer.ts'
import { receive } from './receive.ts'
import { reconcile } from './reconcile.ts'
import { testModels } from './testing/models.ts'
import {
  AT,
  conflict,
  parked,
  refusal,
  remove,
  row,
  saved,
  sealed,
  state,
  tombstone,
  update,
} from './testing/records.ts'
import type { Entry, OpenEntry, ServerRow } from './types.ts'

const shadow = row(3, { name: 'a', note: 'n' })
const rename = update(3, { name: 'a' }, { name: 'b' })
const by = (name: string, version: number, data: ServerRow['data']) => ({ ...row(version, data), updatedBy: name })
const holder = (name: string, version: number) => ({ version, by: name, at: AT })

const receiveOf = (before: ServerRow, incoming: ServerRow, ...entries: Entry[]) =>
  receive(testModels, state(before, ...entries), incoming).entries

/** It is sent as it is, and the server finds it in question on that row. */
function refusedOn(before: ServerRow, entry: OpenEntry | undefined, theirs: ServerRow) {
  const result = refusal('VERSION_CONFLICT', {
    server_version: theirs.version,
    server_data: theirs.data,
    conflicts: ['name'],
    theirs: { name: { version: 4, updated_by: 'Olu', updated_at: 'then' } },
    updated_by: theirs.updatedBy,
    updated_at: theirs.updatedAt,
  })
  const context = { at: AT, by: 'Ana', outbox: [] }
  return answer(testModels, state(before, sealed(entry ?? rename)), 7, result, context).entries[0]
}

/** Two pulls brought something beside the field that differs. */
function leftTwice() {
  const both = update(3, { name: 'a', tags: ['a'] }, { name: 'b', tags: ['b'] })
  const first = by('Ben', 4, { name: 'c', note: 'm', tags: ['b'] })
  const [left] = receiveOf(shadow, first, both)
  const second = by('Kit', 5, { name: 'd', note: 'm', mine: 'x', tags: ['b'] })
  const [entry] = receiveOf(first, second, left ?? both)
  return { first, second, left, entry: entry?.kind === 'open' ? entry : undefined }
}

describe('what came in beside', () => {
  it('[RB16] a change that is left for the server remembers what came in beside it: what it was, who changed it', () => {
    const { left, entry } = leftTwice()
    const tags = { was: null, holder: holder('Ben', 4) }
    expect(left).toMatchObject({
      kind: 'open',
      patch: { name: 'b' },
      taken: { note: { was: 'n', holder: holder('Ben', 4) }, tags },
    })
    expect(entry?.taken).toEqual({
      note: { was: 'n', holder: holder('Ben', 4) },
      mine: { was: null, holder: holder('Kit', 5) },
      tags,
    })
  })

  it('[RB16] a second move adds to the first; what is back at what it was is nothing', () => {
    const { second, entry } = leftTwice()
    const [moved] = receiveOf(second, by('Olu', 6, { name: 'd', note: 'k', mine: 'x' }), entry!)
    expect(moved).toMatchObject({ taken: { note: { was: 'n', holder: holder('Olu', 6) }, mine: { was: null } } })
    expect(moved).not.toHaveProperty('taken.tags')
    const [back] = receiveOf(second, by('Olu', 6, { name: 'd', note: 'n' }), entry!)
    expect(back).toMatchObject({ kind: 'open', base: { version: 3 } })
    expect(back).not.toHaveProperty('taken')
  })

  it('[RB16] the question that it becomes tells of all of it, and of what came with the answer', () => {
    const { second, entry } = leftTwice()
    const row6 = by('Olu', 6, { name: 'd', note: 'm', mine: 'y', tags: ['b'] })
    const asked = refusedOn(second, entry, row6)
    expect(asked).toMatchObject({
      kind: 'parked',
      reason: {
        fields: ['name'],
        theirs: { name: { by: 'Olu', version: 4, at: 'then' } },
        taken: {
          note: { was: 'n', holder: holder('Ben', 4) },
          mine: { was: null, holder: holder('Olu', 6) },
          tags: { was: null },
        },
      },
    })
    expect(asked).not.toHaveProperty('taken')
    const [later] = receiveOf(row6, by('Kit', 7, { name: 'd', note: 'k', mine: 'y' }), asked!)
    expect(later).toMatchObject({ reason: { taken: { note: { was: 'n', holder: { by: 'Kit' } } } } })
  })

  it('[RB16] what comes while the change is under way is remembered too', () => {
    const under = sealed(rename)
    const first = by('Ben', 4, { name: 'c', note: 'm' })
    const [entry] = receiveOf(shadow, first, under)
    expect(entry).toEqual({ ...under, taken: { note: { was: 'n', holder: holder('Ben', 4) } } })
    expect(refusedOn(first, { ...rename, taken: entry?.taken ?? {} }, first)).toMatchObject({
      reason: { fields: ['name'], taken: { note: { was: 'n', holder: holder('Ben', 4) } } },
    })
  })

  it('[RB16] what came while the change was under way came in beside the one after it too', () => {
    const next = update(3, { name: 'b' }, { name: 'c' }, { key: 2 })
    const theirs = by('Ben', 5, { name: 'x', note: 'm' })
    const answered = (follower: OpenEntry, now = theirs) => {
      const under = receiveOf(shadow, now, sealed(rename), follower)
      const context = { at: AT, by: 'Ana', outbox: [] }
      return answer(testModels, state(now, ...under), 7, { mutation_id: 7, ok: true, new_version: 4 }, context).entries
    }
    const note = { was: 'n', holder: { ...holder('Ben', 5), isOfRow: true } }
    expect(answered(next)).toMatchObject([{ kind: 'open', base: { version: 3 }, taken: { note } }])
    expect(
      refusedOn(
        theirs,
        answered(next).find((entry) => entry.kind === 'open'),
        theirs,
      ),
    ).toMatchObject({
      reason: { fields: ['name'], taken: { note } },
    })
    const [moved] = answered(next, by('Ben', 5, { name: 'b', note: 'm' }))
    expect(moved).toMatchObject({ base: { version: 5 } })
    expect(moved).not.toHaveProperty('taken')
    expect(answered(remove(3, { name: 'b', note: 'n' }, { key: 2 }))[0]).not.toHaveProperty('taken')
  })

  it('[RB16] a deletion while it is under way enters nothing in the other fields', () => {
    const under = sealed(rename)
    expect(receiveOf(shadow, tombstone(4), under)).toEqual([under])
  })

  it('[RB17] an answer that comes after a pull does not tell who holds what was entered since', () => {
    const late = by('Kit', 6, { name: 'd', note: 'n' })
    const told = (now: ServerRow) => {
      const result = refusal('VERSION_CONFLICT', {
        server_version: 4,
        server_data: { name: 'c', note: 'n' },
        theirs: { name: { version: 4, updated_by: 'Olu', updated_at: 'then' } },
      })
      const context = { at: AT, by: 'Ana', outbox: [] }
      return answer(testModels, state(now, sealed(rename)), 7, result, context).entries[0]
    }
    expect(told(late)).toMatchObject({ reason: { theirs: { name: { by: 'Kit', version: 6, isOfRow: true } } } })
    const beside = by('Kit', 6, { name: 'c', note: 'm' })
    expect(told(beside)).toMatchObject({ reason: { theirs: { name: { by: 'Olu', version: 4 } } } })
  })

  it('[RB16] a field that the person changes after all is theirs again', () => {
    const { second, entry } = leftTwice()
    const edit = saved(update(5, { note: 'm' }, { note: 'mine' }))
    const [after] = receiveOf(second, by('Kit', 6, second.data), entry!, edit)
    expect(after).toMatchObject({ patch: { name: 'b', note: 'mine' }, base: { values: { note: 'm' } } })
    expect(after).not.toHaveProperty('taken.note')
  })

  it('[RB17] who holds a field is told only where nobody else was in between', () => {
    const noteBy = (entries: readonly Entry[]) => entries[0]?.taken?.['note']?.holder
    expect(noteBy(receiveOf(shadow, row(4, { name: 'c', note: 'm' }), rename))).not.toHaveProperty('isOfRow')
    expect(noteBy(receiveOf(shadow, row(5, { name: 'c', note: 'm' }), rename))).toMatchObject({ isOfRow: true })
    const late = row(6, { name: 'c', note: 'n' })
    expect(noteBy(receiveOf(late, row(7, { name: 'c', note: 'm' }), rename))).not.toHaveProperty('isOfRow')
    const asked = parked(rename, conflict(3, { name: 'z' }, ['name']))
    const moved = (version: number) => reconcile(testModels, row(version, { name: 'c' }), asked).entry
    expect(moved(4)).not.toHaveProperty('reason.theirs.name.isOfRow')
    expect(moved(6)).toMatchObject({ reason: { theirs: { name: { by: 'Ben', isOfRow: true } } } })
  })
})
