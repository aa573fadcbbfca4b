import { type CompiledQuery, type Driver, sql } from 'kysely'
import { Client } from 'pg'
import { beforeEach, describe, expect, it } from 'vitest'
import { failureOf } from './failure.ts'
import type { StorageTx } from './storage.ts'
import { openTestPostgres } from './testing/open-test-storage.ts'
import { changeRow, recordRow, scopeRow } from './testing/rows.ts'
import { needsPostgres } from './testing/test-postgres.ts'

// What PostgreSQL does otherwise than SQLite, and what other databases that speak it do not have.

needsPostgres()

let opened: Awaited<ReturnType<typeof openTestPostgres>>
let begun: string[]
let asked: CompiledQuery[]

beforeEach(async (context) => {
  begun = []
  asked = []
  opened = await openTestPostgres(watched)
  await opened.storage.transact((tx) => tx.addScope(scopeRow('a')))
  context.onTestFinished(() => opened.close())
})

/** Writes down as what each transaction was begun, and every statement. */
function watched(driver: Driver): Driver {
  return {
    init: () => driver.init(),
    acquireConnection: async () => {
      const connection = await driver.acquireConnection()
      const ask = connection.executeQuery.bind(connection)
      return Object.assign(connection, {
        executeQuery: <R>(query: CompiledQuery) => {
          asked.push(query)
          return ask<R>(query)
        },
      })
    },
    beginTransaction: async (connection, settings) => {
      await driver.beginTransaction(connection, settings)
      const how = sql<{ how: string }>`select current_setting('transaction_isolation') || ', read only '
        || current_setting('transaction_read_only') as how`
      const { rows } = await connection.executeQuery<{ how: string }>(how.compile(opened.storage.db))
      begun.push(rows[0]?.how ?? '')
    },
    commitTransaction: (connection) => driver.commitTransaction(connection),
    rollbackTransaction: (connection) => driver.rollbackTransaction(connection),
    releaseConnection: (connection) => driver.releaseConnection(connection),
    destroy: () => driver.destroy(),
  }
}

describe('its transactions', () => {
  it('[ST24] those that write see what is committed by then, those that read one snapshot, and can do no more', async () => {
    begun = []
    await opened.storage.transact((tx) => tx.lockScope('a'))
    await opened.storage.read((snapshot) => snapshot.scope('a'))
    await opened.storage.db.transaction().execute((tx) => sql`select 1`.execute(tx))
    expect(begun).toEqual([
      'read committed, read only off',
      'repeatable read, read only on',
      'read committed, read only off',
    ])
  })

  it('[ST24][WP20] a scope’s row is what writers wait for: those of another scope do not', async () => {
    await opened.storage.transact((tx) => tx.addScope(scopeRow('b')))
    const other = new Client({ connectionString: opened.url })
    await other.connect()
    await other.query(`begin; select * from scopes where scope = 'a' for update`)
    const rename = (scope: string) => async (tx: StorageTx) => {
      await tx.lockScope(scope)
      await tx.putScope({ ...scopeRow(scope), name: 'written' })
      return scope
    }
    const done: string[] = []
    const inA = opened.storage.transact(rename('a')).then((scope) => done.push(scope))
    await opened.storage.transact(rename('b')).then((scope) => done.push(scope))
    expect((await opened.storage.read((snapshot) => snapshot.scope('a')))?.name).toBe('a')
    expect(done).toEqual(['b'])
    await other.query('commit')
    await other.end()
    await inA
    expect(done).toEqual(['b', 'a'])
  })

  it('[ST24][ST2] the largest list is far below the 65,535 parameters of one statement', async () => {
    asked = []
    const rows = Array.from({ length: 500 }, (_, n) => recordRow('a', 'buildings', `b${n}`, n + 1))
    await opened.storage.transact(async (tx) => {
      await tx.putRecords(rows)
      await tx.addChanges(rows.map(({ seq }) => changeRow('a', seq)))
      await tx.records(
        'a',
        'buildings',
        rows.map(({ id }) => id),
      )
    })
    expect(Math.max(...asked.map(({ parameters }) => parameters.length))).toBeLessThan(32_766)
  })
})

describe('its values', () => {
  it('[ST24] a whole number that does not fit into one of ours is an error, never another number', async () => {
    await sql`insert into digests (scope, model, count, sum) values ('a', 'big', 1, 9007199254740993)`.execute(
      opened.storage.db,
    )
    const error: unknown = await opened.storage
      .read((snapshot) => snapshot.digests('a'))
      .catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(RangeError)
    expect(failureOf(error)).toBe('unexpected')
    expect(await opened.storage.read((snapshot) => snapshot.scope('a'))).toEqual(scopeRow('a'))
  })

  it('[ST24][F64] a NUL that came so far is a mistake of ours, and ends nobody’s connection', async () => {
    const write = opened.storage.transact((tx) =>
      tx.putRecords([{ ...recordRow('a', 'buildings', 'b1', 1), data: 'a\0b' }]),
    )
    const error: unknown = await write.catch((reason: unknown) => reason)
    expect(failureOf(error)).toBe('unexpected')
    expect(await opened.storage.read((snapshot) => snapshot.changedSince('a', 0, 9, {}))).toEqual([])
  })

  it('[ST9] v_<model> shows live records with typed columns, takes no writes, and no old record ends a query', async () => {
    await opened.storage.transact((tx) =>
      tx.putRecords([
        { ...recordRow('a', 'buildings', 'b1', 1), data: '{"name":"Hub","floors":3,"status":"active"}' },
        { ...recordRow('a', 'buildings', 'b2', 2), deleted: 1 },
        { ...recordRow('a', 'buildings', 'b3', 3), data: '{"name":"Old","floors":"many"}' },
      ]),
    )
    const { rows } = await sql`select id, name, floors + 1 as floors, address from v_buildings order by id`.execute(
      opened.storage.db,
    )
    expect(rows).toEqual([
      { id: 'b1', name: 'Hub', floors: '4', address: null },
      { id: 'b3', name: 'Old', floors: null, address: null },
    ])
    for (const write of ['delete from', `update`]) {
      const statement = `${write} v_buildings ${write === 'update' ? "set name = 'x'" : ''}`
      await expect(sql.raw(statement).execute(opened.storage.db)).rejects.toThrow('view')
    }
  })
})

describe('what other databases share', () => {
  it('[ST24] every key begins with the scope; there are no sequences, triggers, functions or foreign keys', async () => {
    const keys = await sql<{ key: string }>`
      select t.relname || '(' || a.attname || ')' as key from pg_index i
      join pg_class t on t.oid = i.indrelid join pg_namespace n on n.oid = t.relnamespace
      join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]
      where n.nspname = 'public' and i.indisunique order by 1`.execute(opened.storage.db)
    const others = keys.rows.map(({ key }) => key).filter((key) => !key.endsWith('(scope)'))
    expect(others).toEqual(['meta(key)'])
    expect(keys.rows.length).toBeGreaterThan(10)
    const things = await sql<{ what: string }>`
      select 'sequence ' || relname as what from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace
      union all select 'trigger ' || tgname from pg_trigger
      union all select 'function ' || proname from pg_proc where pronamespace = 'public'::regnamespace
      union all select 'foreign key ' || conname from pg_constraint where contype = 'f'`.execute(opened.storage.db)
    expect(things.rows).toEqual([])
  })

  it('[ST24] no statement asks for an advisory lock, a savepoint or a sequence', async () => {
    asked = []
    await opened.storage.transact(async (tx) => {
      await tx.lockScope('a')
      await tx.claimDevice('d', 'ana', '2026-11-20T10:00:00.000Z')
      await tx.putRecords([recordRow('a', 'buildings', 'b1', 1)])
      await tx.forgetMutations('a', 'd', 3)
    })
    await opened.reopen()
    expect(asked.length).toBeGreaterThan(5)
    for (const { sql: text } of asked) expect(text).not.toMatch(/advisory|savepoint|nextval|listen|notify/i)
  })
})

describe('what its errors mean', () => {
  it.each([
    ...['40001', '40P01'].map((code) => [code, 'transient'] as const),
    ...[
      '08000',
      '08006',
      '28P01',
      '3D000',
      '53100',
      '53200',
      '53300',
      '57014',
      '57P01',
      '57P02',
      '57P03',
      '58030',
      'XX000',
    ]
      .concat(['25006', '25P03', '40003', '55P03'])
      .map((code) => [code, 'unavailable'] as const),
    ...['22021', '22P05', '23505', '25P02', '42601', '42P01'].map((code) => [code, 'unexpected'] as const),
  ])('[ST24] %s is %s', (code, failure) => {
    expect(failureOf(Object.assign(new Error('x'), { code }))).toBe(failure)
  })
})
