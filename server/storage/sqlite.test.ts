import { existsSync, writeFileSync } from 'node:fs'
import SqliteDatabase from 'better-sqlite3'
import { Kysely, sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defineModel } from '../../contract/model.ts'
import { models } from '../../contract/models/index.ts'
import { createRegistry } from '../../contract/registry.ts'
import { nodeEnvironment } from './node-environment.ts'
import { openStorage } from './open-storage.ts'
import { constraintWrites } from './queries/constraints.ts'
import { deviceWrites } from './queries/devices.ts'
import { historyReads } from './queries/history.ts'
import { recordReads, recordWrites } from './queries/records.ts'
import { scopeReads } from './queries/scopes.ts'
import { sqliteDialect } from './sqlite-driver.ts'
import { storageContract } from './storage.contract.ts'
import type { Tables } from './tables.ts'
import { openTestStorage } from './testing/open-test-storage.ts'
import { recordRow } from './testing/rows.ts'

storageContract('SQLite', () => openTestStorage())

let opened: Awaited<ReturnType<typeof openTestStorage>>

beforeEach(async () => {
  opened = await openTestStorage()
})
afterEach(() => opened.close())

describe('the file', () => {
  it('[ST10] it is written with a log beside it, and every commit reaches the disk', async () => {
    const pragma = async (name: string) => (await sql.raw(`pragma ${name}`).execute(opened.storage.db)).rows
    expect(await pragma('journal_mode')).toEqual([{ journal_mode: 'wal' }])
    expect(await pragma('synchronous')).toEqual([{ synchronous: 2 }])
    await opened.storage.close()
    expect(existsSync(`${opened.file}-wal`)).toBe(false)
    await opened.reopen()
  })

  it('[ST10] a database of a newer server and a file that is none are refused', async () => {
    await opened.storage.db.updateTable('meta').set({ value: '9999' }).where('key', '=', 'migration').execute()
    await expect(opened.reopen()).rejects.toThrow('newer server')
    const options = { file: `${opened.file}.txt`, registry: models, environment: nodeEnvironment }
    writeFileSync(options.file, 'This is no database. '.repeat(100))
    await expect(openStorage(options)).rejects.toMatchObject({ code: 'SQLITE_NOTADB' })
    await expect(openStorage({ ...options, file: '/nowhere/at/all.db' })).rejects.toThrow('directory')
  })
})

describe('views', () => {
  it('[ST9] v_<model> shows live records with a column for each field', async () => {
    const data = '{"name":"Hub","floors":3,"status":"active"}'
    await opened.storage.transact((tx) =>
      tx.putRecords([
        { ...recordRow('a', 'buildings', 'b1', 1), data },
        { ...recordRow('a', 'buildings', 'b2', 2), deleted: 1 },
      ]),
    )
    const { rows } = await sql`select * from v_buildings`.execute(opened.storage.db)
    expect(rows).toEqual([
      {
        scope: 'a',
        id: 'b1',
        name: 'Hub',
        address: null,
        description: null,
        phone: null,
        floors: 3,
        status: 'active',
        version: 1,
        created_at: expect.any(String),
        created_by: 'Ana',
        updated_at: expect.any(String),
        updated_by: 'Ana',
      },
    ])
    await expect(sql`delete from v_buildings`.execute(opened.storage.db)).rejects.toThrow('view')
  })

  it('[ST9] views follow the declarations at the next start', async () => {
    await opened.storage.close()
    const basics = { label: 'X', plural: 'Xs', title: ['order'], subtitle: [], search: [], filters: [] }
    const ships = defineModel({ ...basics, name: 'ships', fields: { order: { kind: 'text', label: 'Order' } } })
    const registry = createRegistry([ships])
    const storage = await openStorage({ file: opened.file, registry, environment: nodeEnvironment })
    await storage.transact((tx) => tx.putRecords([{ ...recordRow('a', 'ships', 's1', 1), data: '{"order":"7"}' }]))
    const { rows } = await sql<{ order: string }>`select * from v_ships`.execute(storage.db)
    expect(rows).toMatchObject([{ id: 's1', order: '7' }])
    await expect(sql`select * from v_buildings`.execute(storage.db)).rejects.toThrow('no such table')
    await storage.close()
  })
})

describe('cost', () => {
  it('[ST13] every question is answered from an index, whatever the size of the tables', async () => {
    const asked: { sql: string; parameters: readonly unknown[] }[] = []
    const database = new SqliteDatabase(opened.file)
    const db = new Kysely<Tables>({
      dialect: sqliteDialect({ database, begin: 'begin', random: Math.random }),
      log: ({ query }) => void asked.push(query),
    })
    const session = { db, dialect: 'sqlite', shapes: new Map() } as const
    await scopeReads(session).scope('a')
    await scopeReads(session).tagAt('a', 5)
    await recordReads(session).changedSince('a', 5, 100, {})
    await recordReads(session).changedSince('a', 5, 100, { model: 'buildings', exceptDevice: 'd' })
    await recordReads(session).recordsAfter('a', { model: 'buildings', id: 'b1' }, 100)
    await recordReads(session).digests('a')
    await historyReads(session).changesOf('a', 'buildings', 'b1', 9, 100)
    await historyReads(session).lossesOf('a', 'buildings', 'b1', 1, 9)
    await recordWrites(session).records('a', 'buildings', ['b1', 'b2'])
    await constraintWrites(session).countRefs('a', 'buildings', ['b1', 'b2'])
    await constraintWrites(session).uniques('a', 'tenants', 'email', ['h', 'i'])
    await deviceWrites(session).devices('d')
    await deviceWrites(session).mutations('a', 'd', [1, 2])
    await deviceWrites(session).conflicts('a', 'd')
    const plans = asked.map(({ sql: text, parameters }) =>
      database
        .prepare<unknown[], { detail: string }>(`explain query plan ${text}`)
        .all(parameters)
        .map(({ detail }) => detail)
        .join('; '),
    )
    expect(plans).toMatchInlineSnapshot(`
      [
        "SEARCH scopes USING PRIMARY KEY (scope=?)",
        "SEARCH changes USING INDEX changes_seq (scope=? AND seq=?)",
        "SEARCH records USING INDEX records_seq (scope=? AND seq>?)",
        "SEARCH records USING INDEX records_seq (scope=? AND seq>?)",
        "SEARCH records USING PRIMARY KEY (scope=? AND (model,id)>(?,?))",
        "SEARCH digests USING PRIMARY KEY (scope=?)",
        "SEARCH changes USING PRIMARY KEY (scope=? AND model=? AND id=? AND seq<?)",
        "SEARCH losses USING PRIMARY KEY (scope=? AND model=? AND id=? AND seq>? AND seq<?); USE TEMP B-TREE FOR LAST 2 TERMS OF ORDER BY",
        "SEARCH records USING PRIMARY KEY (scope=? AND model=? AND id=?)",
        "SEARCH refs USING PRIMARY KEY (scope=? AND target_model=? AND target_id=?)",
        "SEARCH uniques USING PRIMARY KEY (scope=? AND model=? AND field=? AND value_hash=?)",
        "SEARCH devices USING INDEX devices_id (device_id=?)",
        "SEARCH mutations USING PRIMARY KEY (scope=? AND device_id=? AND mutation_id=?)",
        "SEARCH conflicts USING PRIMARY KEY (scope=? AND device_id=?)",
      ]
    `)
    database.close()
  })
})
