import { beforeAll, describe, expect, it } from 'vitest'
import { buildings } from '../../../../contract/models/building.ts'
import type { SyncEvent } from '../../../sync/core/types.ts'
import { activateLanguage } from '../../i18n/i18n.ts'
import { decisionText, decisionsOf } from './decisions.ts'

const resolved = (detail: SyncEvent['detail'], at = '2026-11-20T09:00:00.000Z'): SyncEvent => ({
  ...{ at, kind: 'resolved' },
  detail: { model: 'buildings', id: 'b1', op: 'update', decision: 'merge', ...detail },
})

describe('what was decided on this device', () => {
  beforeAll(activateLanguage)

  it('[UI86] names both values and which was chosen, for the fields that were asked', () => {
    const fields = {
      name: { base: 'a', mine: 'b', theirs: 'c', chosen: 'c' },
      floors: { base: 1, mine: 5, theirs: 7, chosen: 6 },
      phone: { base: null, mine: '1', theirs: null, chosen: '1' },
      address: { base: null, mine: 'x', theirs: null, chosen: 'x' },
    }
    const [decision] = decisionsOf(buildings, 'b1', [resolved({ fields, asked: ['floors', 'name', 'address'] })])
    expect(decision?.title).toBe('You decided a conflict on this device')
    const texts = decision?.fields.map((field) =>
      decisionText(buildings, field, (_, value) => (value === null ? 'nothing' : String(value))),
    )
    expect(texts).toEqual([
      'Name: theirs, c, over yours, b',
      'Address: yours, x, over theirs, nothing',
      'Floors: 6, in place of yours, 5, and theirs, 7',
    ])
  })

  it('[UI86] tells of a restore and of a delete all the same, and nothing of other records or of a retry', () => {
    const titles = decisionsOf(buildings, 'b1', [
      resolved({ decision: 'insist', op: 'delete', fields: {} }),
      resolved({ decision: 'insist', fields: {} }),
      resolved({ decision: 'retry', fields: {} }),
      resolved({ id: 'b2', fields: {} }),
    ]).map(({ title }) => title)
    expect(titles).toEqual([
      'You deleted this anyway, on this device',
      'You restored this with your changes, on this device',
    ])
  })
})
