import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { withoutContents } from './without-contents.ts'

it('[UI65] what went on is told, what records hold is not', () => {
  const holder = { version: 3, by: 'Ben', at: '2026-11-20T10:00:00.000Z' }
  const detail = {
    ...{ model: 'buildings', id: 'b1', op: 'update', code: 'VERSION_CONFLICT' },
    ...{ patch: { name: 'Mill', floors: 3, status: 'open', tags: ['a', 'b'], note: null, deep: { code: 'x' } } },
    base: { version: 2, values: { name: 'Old mill' } },
    reason: {
      kind: 'conflict',
      serverVersion: 3,
      serverData: { name: 'Barn' },
      fields: ['name'],
      theirs: { name: holder },
    },
    fields: { status: { mine: 'open', theirs: 'shut', kept: 'mine' } },
  }
  expect(withoutContents(detail)).toEqual({
    ...{ model: 'buildings', id: 'b1', op: 'update', code: 'VERSION_CONFLICT' },
    patch: {
      ...{ name: 'text of 4', floors: 'number', status: 'text of 4', tags: 'list of 2', note: null },
      deep: { code: 'text of 1' },
    },
    base: { version: 'number', values: { name: 'text of 8' } },
    reason: {
      ...{ kind: 'conflict', serverVersion: 3, serverData: { name: 'text of 4' }, fields: ['name'] },
      theirs: { name: { version: 'number', by: 'text of 3', at: 'text of 24' } },
    },
    fields: { status: { mine: 'text of 4', theirs: 'text of 4', kept: 'mine' } },
  })
  expect(withoutContents({ count: 2, changes: [{ mutationId: 1, id: 'b1' }] })).toEqual({
    ...{ count: 2, changes: [{ mutationId: 1, id: 'b1' }] },
  })
})

it('[UI65] no value of a record comes through, whatever its field is called', () => {
  const names = fc.constantFrom('name', 'status', 'message', 'code', 'id', 'kind', 'data', 'fields', 'reason')
  const holders = fc.constantFrom('patch', 'mine', 'theirs', 'ours', 'row', 'serverData', 'base', 'was', 'chosen')
  fc.assert(
    fc.property(holders, names, names, (holder, field, inner) => {
      const secret = 'SECRET'
      const detail = { [holder]: { [field]: secret, values: { [inner]: secret }, data: { [inner]: [secret] } } }
      expect(JSON.stringify(withoutContents({ ...detail, reason: detail, fields: { [field]: detail } }))).not.toContain(
        secret,
      )
    }),
  )
})
