import 'fake-indexeddb/auto'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Data } from '../../contract/value.ts'
import { storePage } from '../sync/device/mirror.ts'
import { openDevice } from './testing/open-device.ts'

const names = fc.constantFrom('name', 'floors', 'status', 'phone', '__proto__', 'constructor', 'unknown')
const data = fc.dictionary(names, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 5 })
const row = fc.record({
  id: fc.constantFrom('b1', 'b2', 'b3'),
  model: fc.constantFrom('buildings', 'nobody_knows'),
  version: fc.integer({ min: 1, max: 9 }),
  deleted: fc.boolean(),
  data,
})
/** A row, or anything else that JSON can hold. */
const change = fc.oneof(
  row.map((one) => ({ ...one, seq: 1, updated_at: '2026-11-20T10:00:00.000Z', updated_by: 'Ben' })),
  fc.jsonValue({ maxDepth: 2 }),
)

it('[F6] no row that JSON can hold stops a page, or a list, a search or a form after it', async () => {
  const { satchel, context, store, failures } = await openDevice()
  await store.transact(async (tx) => tx.putMeta({ ...(await tx.meta()), cursor: 'e1.0.a', epoch: 'e1' }))
  await satchel.localCreate('buildings', 'b1', { name: 'Mine' })
  let n = 0
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 4 }), async (changes) => {
      const asked = await store.read((tx) => tx.meta())
      const good = { seq: 1, model: 'buildings', id: 'good', version: ++n, deleted: false, data: { name: `Good ${n}` } }
      const whole = { ...good, updated_at: '2026-11-20T10:00:00.000Z', updated_by: 'Ben' }
      const page = { changes: [...changes, whole], cursor: `e1.${n}.a`, has_more: false, schema: 1 }
      expect((await storePage(context, asked, page, 0)).kind).toBe('stored')
      const { items } = await satchel.localList('buildings', { search: `good ${n}` })
      expect(items.map(({ id }) => id)).toEqual(['good'])
      const all = await satchel.localList('buildings')
      for (const { id } of all.items) {
        // oxlint-disable-next-line no-await-in-loop -- a handful
        const seen: Data | undefined = (await satchel.localGet('buildings', id))?.data
        expect(typeof (seen?.['name'] ?? '')).toBe('string')
      }
      await satchel.pendingChanges()
    }),
    { numRuns: 60 },
  )
  expect(failures).toEqual([])
})
