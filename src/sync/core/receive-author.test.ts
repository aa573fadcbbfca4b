import { describe, expect, it } from 'vitest'
import { answer } from './answer.ts'
import { receive } from './receive.ts'
import { testModels } from './testing/models.ts'
import {
  AT,
  conflict,
  create,
  deleted,
  parked,
  refusal,
  refused,
  row,
  sealed,
  state,
  tombstone,
  update,
} from './testing/records.ts'
import type { Entry, Holder, ParkedReason, ServerRow } from './types.ts'

const NOBODY = { updatedAt: '', updatedBy: '' }
const unknown: Holder = { version: 4, by: '', at: '', isOfRow: true }
const receiveOn = (shadow: ServerRow, incoming: ServerRow, ...entries: Entry[]) =>
  receive(testModels, state(shadow, ...entries), incoming)

describe('a pull tells who made a version that an answer has brought', () => {
  const nameless = { ...row(4, { name: 'a', note: 'n' }), ...NOBODY }
  const told = row(4, { name: 'other', note: 'n' })
  const rename = update(3, { name: 'z' }, { name: 'b' })
  const asked = (theirs: Holder, base = 3): Entry =>
    parked(update(base, { name: 'z' }, { name: 'b' }), {
      ...conflict(4, { name: 'a' }, ['name']),
      theirs: { name: theirs },
    } as ParkedReason) // Its kind is a conflict's.

  it('[RB18] of a record that another made under the same id first, nobody is named before', () => {
    const result = refusal('ALREADY_EXISTS', { server_version: 1, server_data: { name: 'a' } })
    const mine = sealed(create({ name: 'b' }))
    const refusedOne = answer(testModels, state(undefined, mine), 7, result, { at: AT, by: 'Ana', outbox: [] })
    expect(refusedOne).toMatchObject({
      row: NOBODY,
      entries: [{ reason: { theirs: { name: { version: 1, by: '', at: '', isOfRow: true } } } }],
    })
    const after = receive(testModels, refusedOne, row(1, { name: 'a' }))
    expect(after.row).toMatchObject({ version: 1, updatedBy: 'Ben', updatedAt: AT })
    expect(after.entries).toMatchObject([{ reason: { theirs: { name: { version: 1, by: 'Ben', at: AT } } } }])
    expect(after.entries).not.toMatchObject([{ reason: { theirs: { name: { isOfRow: true } } } }])
    expect(after.facts).toEqual([])
  })

  it('[RB18] who and when come with the same version; the data stay as they are', () => {
    expect(receiveOn(nameless, told).row).toEqual({ ...nameless, updatedAt: AT, updatedBy: 'Ben' })
  })

  it('[RB18] an older version, one of the other kind, and one of a row with an author tell nothing', () => {
    const known = row(4, { name: 'a' })
    expect(receiveOn(nameless, row(3, { name: 'a' })).row).toBe(nameless)
    expect(receiveOn(nameless, tombstone(4)).row).toBe(nameless)
    expect(receiveOn(known, told).row).toBe(known)
  })

  it('[RB18] so it comes to a question, and to what came in beside a change', () => {
    const beside = { note: { was: 'm', holder: unknown } }
    const known = { note: { was: 'm', holder: { version: 4, by: 'Ben', at: AT } } }
    const waiting = { ...rename, taken: beside }
    const question = asked(unknown)
    const withTaken = { ...question, reason: { ...conflict(4, { name: 'a' }, ['name']), taken: beside } } as Entry // As it is.
    expect(receiveOn(nameless, told, waiting).entries).toEqual([{ ...waiting, taken: known }])
    expect(receiveOn(nameless, told, withTaken).entries).toMatchObject([{ reason: { taken: known } }])
    expect(receiveOn(nameless, told, question).entries).toMatchObject([{ reason: { theirs: { name: { by: 'Ben' } } } }])
    const gone = parked(rename, { ...deleted(4), by: '', at: '' } as ParkedReason) // A `deleted` one.
    expect(receiveOn({ ...tombstone(4), ...NOBODY }, tombstone(4), gone).entries).toEqual([parked(rename, deleted(4))])
  })

  it('[RB18] of a version that is not the one before it, the field may be another’s', () => {
    expect(receiveOn(nameless, told, asked(unknown, 2)).entries).toMatchObject([
      { reason: { theirs: { name: { by: 'Ben', at: AT, isOfRow: true } } } },
    ])
  })

  it('[RB18] what has an author, or is of another version, keeps it', () => {
    const olu = asked({ version: 2, by: 'Olu', at: AT })
    const older = asked({ ...unknown, version: 2 })
    const bad = parked(rename, refused())
    for (const entry of [olu, older, bad, rename]) expect(receiveOn(nameless, told, entry).entries).toEqual([entry])
    const gone = [parked(rename, deleted(4)), parked(rename, { ...deleted(3), by: '' } as ParkedReason)] // `deleted` ones.
    for (const entry of gone) {
      expect(receiveOn({ ...tombstone(4), ...NOBODY }, tombstone(4), entry).entries).toEqual([entry])
    }
  })
})
