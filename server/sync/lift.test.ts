import { expect, it } from 'vitest'
import { ANA, openTestSync } from './testing/open-test-sync.ts'
import { create, createDevice } from './testing/test-device.ts'

it('[ST17][WP12][F22] a lifted change answers with the row that came of it, because the device computes another', async () => {
  const lifts = [{ from: 1, model: 'buildings', lift: (data: object) => ({ ...data, floors: 1 }) }]
  const test = await openTestSync({ schema: 2, lifts })
  const ana = createDevice(test.sync, ANA, 'ana-phone')
  const old = { ...create('buildings', 'b1', { name: 'Hub' }), schema: 1 }
  const row = { merged: true, server_data: { name: 'Hub', floors: 1 } }
  expect(await ana.one(old)).toEqual({ mutation_id: 1, ok: true, new_version: 1, seq: 1, ...row })
  expect(await ana.one(old)).toEqual({ mutation_id: 2, ok: true, new_version: 1, ...row })
  expect(await ana.one({ ...create('buildings', 'b2', { name: 'New' }), schema: 2 })).not.toHaveProperty('merged')
  await test.close()
})
