import { describe, expect, it } from 'vitest'
import type { HistoryLine } from '../../contract/wire/history.ts'
import type { Change, PulledRow } from './change.ts'
import { check, type Evidence } from './check.ts'

const at = '2026-11-20T10:00:00.000Z'

function change(mutationId: number, op: Change['op'], seq: number | undefined, name?: string): Change {
  const result = { mutation_id: mutationId, ok: seq !== undefined, ...(seq !== undefined && { seq }) }
  const data = name === undefined ? {} : { data: { name } }
  return {
    op,
    model: 'buildings',
    id: 'a',
    version: 0,
    ...data,
    mutationId,
    body: `{"mutation_id":${mutationId}}`,
    result,
  }
}

function line(seq: number): HistoryLine {
  return { seq, version: seq - 10, op: 'update', updated_by: 'Ana', updated_at: at, before: {}, after: {} }
}

const row: PulledRow = { seq: 12, model: 'buildings', id: 'a', version: 2, deleted: false, data: { name: 'Two' } }

/** A record made and changed once, beside a change that was refused; nothing wrong. */
const right: Evidence = {
  changes: [change(1, 'create', 11, 'One'), change(2, 'update', 12, 'Two'), change(3, 'update', undefined, 'Three')],
  headBefore: 10,
  headAfter: 12,
  rows: [row],
  histories: new Map([['buildings/a', [line(12), line(11)]]]),
}
const [first, second] = right.changes

describe('what the kills are judged by', () => {
  it('[RL2] finds nothing where all is well', () => {
    expect(check(right)).toEqual([])
  })

  const wrong: readonly [string, Partial<Evidence>, RegExp][] = [
    ['an acknowledged change whose number is above the head', { headAfter: 11 }, /has seq 12: it is lost/],
    [
      'a number that two changes have',
      { changes: [change(1, 'create', 12, 'One'), change(2, 'update', 12, 'Two')] },
      /given to/,
    ],
    ['a number that nobody heard of: applied twice', { headAfter: 13 }, /seq 13 is nobody's/],
    ['a record that is not there', { rows: [] }, /is not there; acknowledged was/],
    ['a record that nobody made', { rows: [row, { ...row, id: 'b' }] }, /nobody made it/],
    ['a value that is older than the acknowledged one', { rows: [{ ...row, data: { name: 'One' } }] }, /"One".*"Two"/],
    ['a version that moved once too often', { rows: [{ ...row, version: 3 }] }, /is version 3/],
    [
      'a deleted record that is still there',
      { changes: [first, change(2, 'delete', 12)].flatMap((one) => one ?? []) },
      /acknowledged was .* null/,
    ],
    [
      'a change that was never answered',
      { changes: [first, { ...second, result: undefined }] as Change[] },
      /never answered/,
    ],
    [
      'a history with a line too many',
      { histories: new Map([['buildings/a', [line(12), line(12), line(11)]]]) },
      /history of/,
    ],
  ]
  it.each(wrong)('[RL2] finds %s', (_, evidence, sentence) => {
    expect(check({ ...right, ...evidence }).join('\n')).toMatch(sentence)
  })
})
