import { describe, expect, it } from 'vitest'
import { receive } from './receive.ts'
import { testModels } from './testing/models.ts'
import { AT, row, saved, state, update } from './testing/records.ts'
import type { Entry, ServerRow } from './types.ts'

const shadow = row(3, { name: 'a', note: 'n' })
const receiveOf = (incoming: ServerRow, ...entries: Entry[]) => receive(testModels, state(shadow, ...entries), incoming)
const rename = update(3, { name: 'a' }, { name: 'b' })

describe('a question', () => {
  it('[RB16] a question remembers what came with it and was taken over: what it was, who changed it', () => {
    const both = update(3, { name: 'a', tags: ['a'] }, { name: 'b', tags: ['b'] })
    const [entry] = receiveOf(row(4, { name: 'c', note: 'm', tags: ['b'] }), both).entries
    const holder = { version: 4, by: 'Ben', at: AT }
    expect(entry).toMatchObject({
      patch: { name: 'b' },
      reason: { fields: ['name'], taken: { note: { was: 'n', holder }, tags: { was: null, holder } } },
    })
    // A second move adds to the first; what is back at what it was is nothing.
    const moved = { ...row(5, { name: 'd', note: 'k', mine: 'x' }), updatedBy: 'Kit' }
    expect(receive(testModels, state(row(4, { name: 'c', note: 'm', tags: ['b'] }), entry!), moved)).toMatchObject({
      entries: [{ reason: { taken: { note: { was: 'n', holder: { by: 'Kit' } }, mine: { was: null } } } }],
    })
    const again = { ...row(5, { name: 'd', note: 'm', tags: ['b'] }), updatedBy: 'Kit' }
    expect(receive(testModels, state(row(4, { name: 'c', note: 'm', tags: ['b'] }), entry!), again)).toMatchObject({
      entries: [{ reason: { fields: ['name'], taken: { note: { was: 'n', holder }, tags: { was: null, holder } } } }],
    })
    const back = receive(testModels, state(row(4, { name: 'c', note: 'm' }), entry!), row(5, { name: 'd', note: 'n' }))
    expect(back.entries[0]).toMatchObject({ reason: { fields: ['name'] } })
    expect(JSON.stringify(back.entries)).not.toContain('taken')
  })

  it('[RB16] a field that the person changes after all is theirs again', () => {
    const [entry] = receiveOf(row(4, { name: 'c', note: 'm' }), rename).entries
    const edit = saved(update(4, { note: 'm' }, { note: 'mine' }))
    const [after] = receive(testModels, state(row(4, { name: 'c', note: 'm' }), entry!, edit), row(3, {})).entries
    expect(after).toMatchObject({ patch: { name: 'b', note: 'mine' }, reason: { fields: ['name'] } })
    expect(JSON.stringify(after)).not.toContain('taken')
  })

  it('[RB17] who holds a field is told only where nobody else was in between', () => {
    const holderOf = (entries: readonly Entry[]) => {
      const [entry] = entries
      return entry?.kind === 'parked' && entry.reason.kind === 'conflict' ? entry.reason.theirs.name : undefined
    }
    expect(holderOf(receiveOf(row(4, { name: 'c' }), rename).entries)).not.toHaveProperty('isOfRow')
    expect(holderOf(receiveOf(row(5, { name: 'c' }), rename).entries)).toMatchObject({ by: 'Ben', isOfRow: true })
    const late = state(row(6, { name: 'a', note: 'm' }), update(3, { name: 'a' }, { name: 'b' }))
    expect(holderOf(receive(testModels, late, row(7, { name: 'c' })).entries)).not.toHaveProperty('isOfRow')
  })
})
