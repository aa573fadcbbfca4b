import { describe, expect, it } from 'vitest'
import { receive } from './receive.ts'
import { testModels } from './testing/models.ts'
import { AT, conflict, deleted, parked, refused, remove, row, state, tombstone, update } from './testing/records.ts'
import type { Entry, ServerRow } from './types.ts'

const shadow = row(3, { name: 'a', note: 'n' })
const receiveOf = (incoming: ServerRow, ...entries: Entry[]) => receive(testModels, state(shadow, ...entries), incoming)
const rename = update(3, { name: 'a' }, { name: 'b' })

describe('a server row arrives for a parked entry', () => {
  const asked = parked(update(2, { name: 'z', note: 'y' }, { name: 'b', note: 'm' }), {
    ...conflict(3, { name: 'a', note: 'n' }, ['name']),
    kind: 'conflict',
    serverVersion: 3,
    serverData: { name: 'a', note: 'n' },
    fields: ['name'],
    theirs: { name: { version: 1, by: 'Olu', at: AT } },
  })

  it('[RB11] its question is brought up to date: who holds a field that did not move stays known', () => {
    expect(receiveOf(row(5, { name: 'a', note: 'k' }), asked).entries).toMatchObject([
      {
        reason: {
          serverVersion: 5,
          serverData: { note: 'k' },
          fields: ['name', 'note'],
          theirs: { name: { by: 'Olu' }, note: { by: 'Ben', version: 5 } },
        },
      },
    ])
    expect(receiveOf(row(5, { name: 'x', note: 'k' }), asked).entries).toMatchObject([
      { reason: { theirs: { name: { by: 'Ben' } } } },
    ])
  })

  it('[RB11] what was asked before stays a question under any policy', () => {
    const once = parked(update(2, { mine: 'z' }, { mine: 'b' }), conflict(3, { mine: 'a' }, ['mine']))
    expect(receiveOf(row(5, { mine: 'k' }), once).entries).toMatchObject([
      { kind: 'parked', reason: { fields: ['mine'] } },
    ])
    const gone = parked(remove(2, { name: 'z' }, { model: 'keys' }), conflict(3, { name: 'a' }, ['name']))
    const given = state(row(3, { name: 'a' }, 'keys'), gone)
    expect(receive(testModels, given, row(5, { name: 'k' }, 'keys')).entries).toMatchObject([{ kind: 'parked' }])
  })

  it('[RB11] a conflict that disappears is ready again', () => {
    expect(receiveOf(row(5, { name: 'z', note: 'y' }), asked).entries).toMatchObject([
      { kind: 'open', base: { version: 5 } },
    ])
    const gone = parked(remove(2, { name: 'z' }), conflict(3, { name: 'a' }, ['name']))
    expect(receiveOf(row(5, { name: 'z' }), gone).entries).toMatchObject([
      { kind: 'open', op: 'delete', base: { version: 5 } },
    ])
  })

  it('[RB11] a deleted record that somebody restored is compared again', () => {
    const lost = parked(rename, deleted(4))
    const given = state(tombstone(4), lost)
    expect(receive(testModels, given, row(5, { name: 'a' })).entries).toMatchObject([
      { kind: 'open', base: { version: 5 } },
    ])
    expect(receive(testModels, given, row(5, { name: 'c' })).entries).toMatchObject([
      { kind: 'open', base: { version: 3, values: { name: 'a' } } },
    ])
    expect(receive(testModels, given, tombstone(6)).entries).toMatchObject([
      { kind: 'parked', reason: { serverVersion: 6 } },
    ])
  })

  it('[RB12] a refused one stays refused; its base moves if nothing differs', () => {
    const bad = parked(rename, refused())
    expect(receiveOf(row(5, { name: 'a' }), bad).entries).toMatchObject([
      { kind: 'parked', reason: refused(), base: { version: 5 } },
    ])
    expect(receiveOf(row(5, { name: 'c' }), bad).entries).toMatchObject([
      { kind: 'parked', reason: refused(), base: { version: 3 } },
    ])
    expect(receiveOf(row(5, { name: 'b' }), bad).entries).toEqual([])
  })

  it('[RB12] one of which nothing is left stays as it is', () => {
    const damaged = parked(update(0, {}, {}), refused())
    expect(receiveOf(row(5, { name: 'z' }), damaged).entries).toEqual([damaged])
  })

  it('[RB12] so does a refused or failed delete', () => {
    const bad = parked(remove(3, { name: 'a' }), { kind: 'failed', message: 'no' })
    expect(receiveOf(row(5, { name: 'a' }), bad).entries).toMatchObject([{ kind: 'parked', base: { version: 5 } }])
    expect(receiveOf(row(5, { name: 'c' }), bad).entries).toMatchObject([
      { kind: 'parked', reason: { kind: 'failed' }, base: { version: 3 } },
    ])
  })
})
