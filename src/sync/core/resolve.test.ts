import { describe, expect, it } from 'vitest'
import { decide, type PersonsDecision } from './resolve.ts'
import { testModels } from './testing/models.ts'
import {
  conflict,
  create,
  deleted,
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
import type { Entry, ServerRow } from './types.ts'

const NOW = '2026-11-20T11:00:00.000Z'
const theirs = { name: 'c', note: 'k' }
const shadow = row(5, theirs)
const asked = parked(
  { ...update(3, { name: 'a', note: 'n' }, { name: 'b', note: 'm', mine: 'x' }), lastError: 'no', attempts: 2 },
  conflict(5, theirs, ['name', 'note']),
)

const decideOf = (of: ServerRow | undefined, entries: readonly Entry[], decision: PersonsDecision, key = 1) =>
  decide(testModels, state(of, ...entries), key, decision, NOW)

describe('a person decides', () => {
  it('[RS1] [WP16] a merge leaves on the server version, with the values chosen', () => {
    const decided = decideOf(shadow, [asked], { kind: 'merge', values: { name: 'b', note: 'both' } })
    expect(decided).toMatchObject({
      kind: 'decided',
      transition: {
        entries: [
          {
            kind: 'open',
            key: 1,
            patch: { name: 'b', note: 'both', mine: 'x' },
            base: { version: 5, values: theirs },
            editedAt: NOW,
            attempts: 0,
          },
        ],
        facts: [
          {
            kind: 'resolved',
            detail: { fields: { name: { base: 'a', mine: 'b', theirs: 'c', chosen: 'b' }, note: { chosen: 'both' } } },
          },
        ],
      },
    })
    expect(JSON.stringify(decided)).not.toContain('lastError')
  })

  it('[RS1] theirs is no change; theirs everywhere leaves nothing', () => {
    const one = parked(update(3, { name: 'a' }, { name: 'b' }), conflict(5, theirs, ['name']))
    expect(decideOf(shadow, [one], { kind: 'merge', values: { name: 'c' } })).toMatchObject({
      transition: {
        entries: [],
        facts: [{ kind: 'settled' }, { kind: 'resolved', detail: { fields: { name: { chosen: 'c' } } } }],
      },
    })
    expect(decideOf(shadow, [asked], { kind: 'merge', values: { name: null, note: 'k' } })).toMatchObject({
      transition: { entries: [{ patch: { name: null, mine: 'x' } }] },
    })
  })

  it('[RS2] [F52] a field without a decision stays a question, one that was decided does not come back', () => {
    expect(decideOf(shadow, [asked], { kind: 'merge', values: { name: 'b', other: 'no' } })).toMatchObject({
      transition: {
        entries: [
          {
            kind: 'parked',
            patch: { name: 'b' },
            base: { values: { name: 'c', note: 'n' } },
            reason: { fields: ['note'] },
          },
        ],
      },
    })
  })

  it('[RS2] [WP16] [F52] a value that moved while the dialog was open is asked again', () => {
    const merge = { kind: 'merge', values: { name: 'b', note: 'm' }, seen: { name: 'before', note: 'k' } } as const
    expect(decideOf(shadow, [asked], merge)).toMatchObject({
      transition: {
        entries: [
          {
            kind: 'parked',
            patch: { name: 'b', note: 'm' },
            base: { values: { name: 'before', note: 'k' } },
            reason: { fields: ['name'] },
          },
        ],
      },
    })
  })

  it('[RS8] a field that merged by itself can be undone: ours goes, theirs is set back', () => {
    const reason = {
      ...conflict(5, theirs, ['name']),
      taken: { note: { was: 'n', holder: { version: 5, by: 'Ben', at: '' } } },
    }
    const one = parked(update(3, { name: 'a', mine: 'w' }, { name: 'b', mine: 'x' }), reason)
    const values = { name: 'b', mine: null, note: 'n', tags: ['a'] }
    expect(decideOf(shadow, [one], { kind: 'merge', values, seen: theirs })).toMatchObject({
      transition: {
        entries: [
          { kind: 'open', patch: { name: 'b', note: 'n' }, base: { version: 5, values: { name: 'c', note: 'k' } } },
        ],
        facts: [
          { kind: 'settled', detail: { mine: { mine: null } } },
          {
            kind: 'resolved',
            detail: {
              asked: ['name', 'note'],
              fields: {
                note: { mine: null, theirs: 'k', chosen: 'n' },
                mine: { mine: 'x', theirs: null, chosen: null },
              },
            },
          },
        ],
      },
    })
  })

  it('[RS3] deleted there, changed here: restored whole, on the version of the tombstone', () => {
    const lost = parked(update(3, { name: 'a' }, { name: 'b' }), deleted(6))
    expect(decideOf(tombstone(6, { name: 'a', note: 'n' }), [lost], { kind: 'insist' })).toMatchObject({
      transition: {
        entries: [{ kind: 'open', op: 'create', patch: { name: 'b', note: 'n' }, base: { version: 6, values: {} } }],
      },
    })
    const again = parked(create({ name: 'b' }, { version: 4 }), deleted(6))
    expect(decideOf(tombstone(6, { note: 'n' }), [again], { kind: 'insist' })).toMatchObject({
      transition: { entries: [{ kind: 'open', op: 'create', patch: { name: 'b' }, base: { version: 6 } }] },
    })
  })

  it('[RS3] deleted here, changed there: deleted anyway, on what was seen now', () => {
    const gone = parked(remove(3, { name: 'a' }), conflict(5, theirs, ['name']))
    expect(decideOf(shadow, [gone], { kind: 'insist' })).toMatchObject({
      transition: { entries: [{ kind: 'open', op: 'delete', base: { version: 5, values: theirs } }] },
    })
  })

  it('[RS4] discarded: the server row is seen again, both values are in the log', () => {
    expect(decideOf(shadow, [asked], { kind: 'discard' })).toMatchObject({
      transition: { entries: [], facts: [{ kind: 'discarded', detail: { mine: { name: 'b' }, theirs } }] },
    })
    expect(decideOf(undefined, [create({ name: 'a' })], { kind: 'discard' })).toMatchObject({
      transition: { entries: [] },
    })
    expect(decideOf(undefined, [update(1, {}, { name: 'a' })], { kind: 'discard' })).toMatchObject({
      transition: { entries: [] },
    })
    expect(decideOf(shadow, [saved(update(5, theirs, { name: 'x' }), 4)], { kind: 'discard' }, 4)).toMatchObject({
      transition: { entries: [] },
    })
  })

  it('[RS5] what is under way cannot be discarded; its follower can', () => {
    const sent = sealed(update(5, { name: 'c' }, { name: 'b' }))
    const follower = update(5, { note: 'k' }, { note: 'm' }, { key: 2 })
    expect(decideOf(shadow, [sent, follower], { kind: 'discard' })).toEqual({ kind: 'inFlight' })
    expect(decideOf(shadow, [sent, follower], { kind: 'discard' }, 2)).toMatchObject({
      transition: { entries: [sent] },
    })
  })

  it.each([refused(), { kind: 'failed', message: 'no' }] as const)(
    '[RS6] tried again: open, compared with the row',
    (reason) => {
      const bad = parked({ ...update(3, { name: 'a' }, { name: 'b' }), attempts: 3, lastError: 'no' }, reason)
      const again = decideOf(row(3, { name: 'a' }), [bad], { kind: 'retry' })
      expect(again).toMatchObject({ transition: { entries: [{ kind: 'open', attempts: 0 }] } })
      expect(decideOf(shadow, [bad], { kind: 'retry' })).toMatchObject({
        transition: { entries: [{ kind: 'open', base: { version: 3, values: { name: 'a' } } }] },
      })
    },
  )

  it.each<[string, Entry, PersonsDecision]>([
    ['a merge of what is no conflict', parked(update(3, {}, { name: 'b' }), refused()), { kind: 'merge', values: {} }],
    ['a merge of a delete', parked(remove(3, {}), conflict(5, theirs, ['name'])), { kind: 'merge', values: {} }],
    ['insisting on an update', asked, { kind: 'insist' }],
    ['insisting on a refusal', parked(remove(3, {}), refused()), { kind: 'insist' }],
    ['trying a conflict again', asked, { kind: 'retry' }],
    ['trying again what waits anyway', update(5, theirs, { name: 'b' }), { kind: 'retry' }],
  ])('[RS7] is not asked: %s', (_, entry, decision) => {
    expect(decideOf(shadow, [entry], decision)).toEqual({ kind: 'notAsked' })
  })

  it('[RS7] is not asked: an entry that is gone, or a save that came to nothing', () => {
    expect(decideOf(shadow, [asked], { kind: 'discard' }, 3)).toEqual({ kind: 'notAsked' })
    const back = [saved(update(5, theirs, { name: 'c' }), 4)]
    expect(decideOf(shadow, back, { kind: 'discard' }, 4)).toEqual({ kind: 'notAsked' })
  })
})
