import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Data, Patch } from '../../../contract/value.ts'
import type { PushResult } from '../../../contract/wire/push.ts'
import { answer } from './answer.ts'
import { receive } from './receive.ts'
import { testModels } from './testing/models.ts'
import { AT, create, remove, row, sealed, state, update } from './testing/records.ts'
import type { Entry, OpenEntry } from './types.ts'

const names = fc.constantFrom('name', 'note', 'theirs', 'tags', 'house', 'unknown', '__proto__', 'constructor')
// What the schemas of the wire let through: any JSON in any field.
const anything = fc.dictionary(names, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 }) as fc.Arbitrary<Data>
const serverRow = fc.record({ version: fc.integer({ min: 1, max: 5 }), deleted: fc.boolean(), data: anything })
const model = fc.constantFrom('houses', 'rooms', 'visits', 'nobody_knows')
const op = fc.constantFrom('create', 'update', 'delete')

function entryOf(kind: Entry['op'], patch: Patch, values: Data, basics: { model: string; key?: number }): OpenEntry {
  if (kind === 'create') return create(values, basics)
  return kind === 'update' ? update(1, values, patch, basics) : remove(1, values, basics)
}

it('[F6] no row that JSON can hold makes the law throw, whatever waits', () => {
  fc.assert(
    fc.property(serverRow, serverRow, anything, anything, op, model, (before, after, patch, values, kind, name) => {
      const mine = entryOf(kind, patch, values, { model: name })
      const shadow = { ...row(before.version, before.data, name), ...before }
      const incoming = { ...row(after.version, after.data, name), ...after }
      for (const entries of [[], [mine], [sealed(mine)]]) {
        const next = receive(testModels, state(shadow, ...entries), incoming)
        expect(next.row?.version).toBe(Math.max(before.version, after.version))
      }
    }),
    { numRuns: 300 },
  )
})

const result: fc.Arbitrary<PushResult> = fc.record({
  ok: fc.boolean(),
  code: fc.constantFrom('VERSION_CONFLICT', 'DELETED', 'ALREADY_EXISTS', 'SERVER_WINS', 'INVALID', 'NOBODY_KNOWS'),
  ...{ new_version: fc.nat(5), server_version: fc.nat(5), merged: fc.boolean(), server_data: anything },
  ...{ overridden: fc.array(names, { maxLength: 3 }), fields: fc.dictionary(names, fc.string(), { maxKeys: 2 }) },
})

it('[F5] no answer that JSON can hold makes the law throw: its change is done, or needs a person', () => {
  fc.assert(
    fc.property(
      serverRow,
      result,
      anything,
      anything,
      op,
      fc.boolean(),
      (before, told, patch, values, kind, goesOn) => {
        const mine = sealed(entryOf(kind, patch, values, { model: 'houses' }))
        const follower = goesOn ? [update(1, {}, { name: 'later' }, { key: 2 })] : []
        const now = state({ ...row(before.version, before.data), ...before }, mine, ...follower)
        const next = answer(testModels, now, mine.mutationId, told, { at: AT, by: '', outbox: now.entries })
        expect(next.entries.map((entry) => entry.kind)).not.toContain('sealed')
      },
    ),
    { numRuns: 300 },
  )
})
