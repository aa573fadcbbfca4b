import { copyFileSync } from 'node:fs'
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { pull } from './pull.ts'
import { head } from './scopes.ts'
import { ANA, BEN, createTestEnvironment, openTestSync, SCOPE, type TestSync } from './testing/open-test-sync.ts'
import { create, createDevice, pullAll, resultsOf } from './testing/test-device.ts'

// What only a file can do: its disk is full, it is copied.

let test: TestSync
afterEach(() => test.close())

const creates = (count: number) =>
  Array.from({ length: count }, (_, n) => create('buildings', `b${n}`, { name: `B${n}` }))

describe('when writing fails', () => {
  it('[F48][ST19] a full disk is UNAVAILABLE: nothing is stored, reads go on, and it recovers', async () => {
    test = await openTestSync()
    const ana = createDevice(test.sync, ANA, 'ana-phone')
    await ana.push(...creates(1))
    const { db } = test.sync.storage
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(db)
    await sql.raw(`pragma max_page_count = ${rows[0]?.page_count}`).execute(db)
    const big = creates(200).map((change, n) => ({
      ...change,
      data: { name: 'B', description: 'x'.repeat(5_000) },
      id: `big${n}`,
      mutation_id: n + 10,
    }))
    expect(await ana.send({ changes: big })).toMatchObject({ kind: 'problem', code: 'UNAVAILABLE' })
    expect((await pullAll(test.sync)).changes).toHaveLength(1)
    await sql.raw('pragma max_page_count = 1000000').execute(db)
    const results = resultsOf(await ana.send({ changes: big }))
    expect(results.every((result) => result.ok && !result.duplicate)).toBe(true)
    expect((await pullAll(test.sync)).changes).toHaveLength(201)
  })
})

describe('a server restored from a backup', () => {
  it('[WP9][F43][F44] is found by the tag: at once when it is behind, and also when it has grown past the old head', async () => {
    test = await openTestSync()
    const ana = createDevice(test.sync, ANA, 'ana-phone')
    await ana.push(...creates(3))
    await sql`pragma wal_checkpoint(truncate)`.execute(test.sync.storage.db)
    const backup = `${test.file}.backup`
    copyFileSync(test.file, backup)
    const common = await head(test.sync, SCOPE)
    await ana.push(create('buildings', 'lost', { name: 'Lost' }))
    const beyond = await head(test.sync, SCOPE)

    const restored = await openTestSync({ file: backup, environment: createTestEnvironment('other') })
    expect(restored.sync.storage.epoch).toBe(test.sync.storage.epoch)
    const ben = createDevice(restored.sync, BEN, 'ben-phone')
    const back = createDevice(restored.sync, ANA, 'ana-phone')
    const change = { ...create('buildings', 'x', { name: 'X' }), mutation_id: 9 }
    expect(await pull(restored.sync, SCOPE, { since: beyond })).toMatchObject({ code: 'EPOCH_CHANGED' })
    await ben.push(create('buildings', 'b7', { name: 'B7' }), create('buildings', 'b8', { name: 'B8' }))
    expect(await pull(restored.sync, SCOPE, { since: beyond })).toMatchObject({ code: 'EPOCH_CHANGED' })
    expect(await back.send({ mark: beyond, changes: [change] })).toMatchObject({ code: 'EPOCH_CHANGED' })
    expect((await pullAll(restored.sync, common)).changes.map(({ id }) => id)).toEqual(['b7', 'b8'])
    await restored.close()
  })
})
