import { expect, it } from 'vitest'
import { goneRow } from './answer-row.ts'
import { row } from './testing/records.ts'

it('[EN56] a row that a snapshot does not name becomes a tombstone that remembers it; what is none stays as it is', () => {
  const gone = goneRow(row(3, { name: 'a' }))
  expect(gone).toMatchObject({ version: 4, deleted: true, data: {}, last: { name: 'a' } })
  expect(goneRow(gone)).toBe(gone)
  expect(goneRow(undefined)).toBeUndefined()
})
