import { expect, it } from 'vitest'
import type { PushResult } from '../../../contract/wire/push.ts'
import { goneRow, rowOfAnswer } from './answer-row.ts'
import { refusal, row, sealed, update } from './testing/records.ts'

it('[EN56] a row that a snapshot does not name becomes a tombstone that remembers it; what is none stays as it is', () => {
  const gone = goneRow(row(3, { name: 'a' }))
  expect(gone).toMatchObject({ version: 4, deleted: true, data: {}, last: { name: 'a' } })
  expect(goneRow(gone)).toBe(gone)
  expect(goneRow(undefined)).toBeUndefined()
})

it('[EN53] an answer is not computed on a row older than the change was made on: the pull brings it', () => {
  const change = sealed(update(3, { phone: '1' }, { phone: '2' }))
  const answer = { mutation_id: change.mutationId, ok: true, new_version: 4 }
  const now = { at: '2026-11-20T10:00:00.000Z', by: 'Ana' }
  expect(rowOfAnswer(row(3, { name: 'b', phone: '1' }), change, answer, now)).toMatchObject({
    version: 4,
    data: { name: 'b', phone: '2' },
  })
  const older = row(2, { name: 'a', phone: '1' })
  expect(rowOfAnswer(older, change, answer, now)).toBe(older)
})

it('[RB18] a version that the change did not make has no author until one is told', () => {
  const shadow = row(3, { name: 'a', note: 'n' })
  const change = sealed(update(3, { name: 'a' }, { name: 'b' }))
  const now = { at: '2026-11-20T10:00:00.000Z', by: 'Ana' }
  const of = (result: Omit<PushResult, 'mutation_id'>) => rowOfAnswer(shadow, change, result, now)
  const mine = { updatedBy: 'Ana', updatedAt: now.at }
  const nobody = { updatedBy: '', updatedAt: '' }
  const theirs = { server_version: 4, server_data: { name: 'c' } }
  expect(of({ ok: true, new_version: 4, seq: 9 })).toMatchObject(mine)
  // WP17: another had entered the same.
  expect(of({ ok: true, new_version: 4 })).toMatchObject(nobody)
  expect(of(refusal('ALREADY_EXISTS', theirs))).toMatchObject(nobody)
  expect(of(refusal('SERVER_WINS', theirs))).toMatchObject(nobody)
  expect(of(refusal('SERVER_WINS', { ...theirs, new_version: 4, seq: 9 }))).toMatchObject(mine)
  expect(of(refusal('VERSION_CONFLICT', { ...theirs, updated_by: 'Dan', updated_at: 'then' }))).toMatchObject({
    updatedBy: 'Dan',
    updatedAt: 'then',
  })
})
