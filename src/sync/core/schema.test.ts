import { describe, expect, it } from 'vitest'
import { answer } from './answer.ts'
import { fold } from './fold.ts'
import { recover } from './recover.ts'
import { seal } from './seal.ts'
import { testModels } from './testing/models.ts'
import { archived, AT, refusal, row, saved, sealed, state, update } from './testing/records.ts'

/** What waits was written by an app that was updated meanwhile. */
const shadow = row(3, { name: 'a', note: 'n' })
const older = update(3, { name: 'a' }, { name: 'b' })
const newer = { ...update(3, { note: 'n' }, { note: 'm' }, { key: 2 }), schema: 2 }

describe('a change keeps the schema that its oldest part was written under, for the server to lift', () => {
  it('[F22] [SQ16] as it is sent, and as often as it is sent', () => {
    expect(JSON.parse(seal(older, 1).body)).toMatchObject({ schema: 1 })
    expect(JSON.parse(seal(newer, 1).body)).toMatchObject({ schema: 2 })
  })

  it('[F22] [SQ16] when a newer save is folded into it', () => {
    const { entries } = fold(testModels, state(shadow, older, saved(newer)))
    expect(entries).toMatchObject([{ patch: { name: 'b', note: 'm' }, schema: 1 }])
  })

  it('[F22] [SQ16] when it comes back refused to a newer follower', () => {
    const about = { at: AT, by: '', outbox: [] }
    const { entries } = answer(testModels, state(shadow, sealed(older), newer), 7, refusal('INVALID'), about)
    expect(entries).toMatchObject([{ kind: 'parked', patch: { name: 'b', note: 'm' }, schema: 1 }])
  })

  it('[F22] [SQ16] when it comes back from the archive beside a newer one', () => {
    const old = row(4, { name: 'b', note: 'n' })
    const { entries } = recover(testModels, state(shadow, newer), [archived(older, 4)], old)
    expect(entries).toMatchObject([{ patch: { name: 'b', note: 'm' }, schema: 1 }])
  })
})
