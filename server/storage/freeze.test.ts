import { setImmediate as turn } from 'node:timers/promises'
import SqliteDatabase, { type Database } from 'better-sqlite3'
import { Kysely, SqliteDialect, sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { failureOf } from './failure.ts'
import type { Tables } from './tables.ts'
import { openTestStorage } from './testing/open-test-storage.ts'
import { scopeRow } from './testing/rows.ts'

let opened: Awaited<ReturnType<typeof openTestStorage>>
/** Another process: a second connection that writes. */
let other: Database

beforeEach(async () => {
  opened = await openTestStorage()
  await opened.storage.transact((tx) => tx.addScope(scopeRow('a')))
  other = new SqliteDatabase(opened.file, { timeout: 0 })
})
afterEach(async () => {
  other.close()
  await opened.close()
})

const headOf = async () => (await opened.storage.read((reader) => reader.scope('a')))?.head
const writeElsewhere = () => other.prepare("update scopes set name = 'elsewhere'").run()

describe('a transaction that reads first and writes later', () => {
  it('[ST5][F72] holds the write lock from its beginning: nobody can write in between', async () => {
    await opened.storage.transact(async (tx) => {
      const row = await tx.lockScope('a')
      expect(writeElsewhere).toThrow('database is locked')
      await tx.putScope({ ...scopeRow('a'), head: (row?.head ?? 0) + 1 })
    })
    expect(await headOf()).toBe(1)
  })

  it('[ST5][F72] a deferred transaction, as Kysely sends it, would meet SQLITE_BUSY_SNAPSHOT', async () => {
    const deferred = new Kysely<Tables>({ dialect: new SqliteDialect({ database: new SqliteDatabase(opened.file) }) })
    const work = deferred.transaction().execute(async (tx) => {
      await sql`select * from scopes`.execute(tx)
      writeElsewhere()
      await sql`update scopes set head = 1`.execute(tx)
    })
    await expect(work).rejects.toMatchObject({ code: 'SQLITE_BUSY_SNAPSHOT' })
    await deferred.destroy()
  })
})

describe('a transaction that awaits anything but its own statements', () => {
  it('[ST6][F72] a query on the one connection from inside a transaction ends it, instead of waiting for ever', async () => {
    const { storage } = opened
    const inner: unknown[] = []
    const outer = storage.transact(async (tx) => {
      await tx.putScope({ ...scopeRow('a'), head: 7 })
      inner.push(await storage.db.selectFrom('scopes').select('head').execute())
      await tx.putScope({ ...scopeRow('a'), head: 8 })
    })
    await expect(outer).rejects.toThrow('something else than its own statements')
    expect(inner).toEqual([[{ head: 0 }]])
    expect(await headOf()).toBe(0)
  })

  it('[ST6] a nested transaction ends the outer one, and takes place', async () => {
    const { storage } = opened
    const outer = storage.transact(async (tx) => {
      await tx.putScope({ ...scopeRow('a'), head: 7 })
      await storage.transact((nested) => nested.putScope({ ...scopeRow('a'), head: 1 }))
    })
    await expect(outer).rejects.toThrow('something else than its own statements')
    expect(await headOf()).toBe(1)
  })

  it('[ST6] the others in line go on at once, and nothing of the late one reaches the database', async () => {
    const { storage } = opened
    let release = () => {}
    const gate = new Promise<void>((resolve) => (release = resolve))
    const late = storage.transact(async (tx) => {
      await tx.putScope({ ...scopeRow('a'), head: 7 })
      await gate
      await tx.putScope({ ...scopeRow('a'), head: 8 })
    })
    const outcome = late.catch((error: unknown) => error)
    await storage.transact((tx) => tx.putScope({ ...scopeRow('a'), head: 1 }))
    expect(await headOf()).toBe(1)
    release()
    expect(await outcome).toMatchObject({ message: expect.stringContaining('something else than its own statements') })
    expect(await headOf()).toBe(1)
  })

  it('[ST6] it holds for transactions of the accounts library on the same connection', async () => {
    const { db } = opened.storage
    const late = db.transaction().execute(async (tx) => {
      await tx.updateTable('scopes').set({ head: 9 }).execute()
      await turn()
      await tx.updateTable('scopes').set({ head: 10 }).execute()
    })
    await expect(late).rejects.toThrow('something else than its own statements')
    expect(await headOf()).toBe(0)
  })

  it('[ST6] many transactions at once take turns, and each is whole', async () => {
    const increments = Array.from({ length: 50 }, () =>
      opened.storage.transact(async (tx) => {
        const row = await tx.lockScope('a')
        await tx.putScope({ ...scopeRow('a'), head: (row?.head ?? 0) + 1 })
      }),
    )
    await Promise.all(increments)
    expect(await headOf()).toBe(50)
  })
})

describe('a second connection that writes', () => {
  it('[ST7][ST4][F72] the event loop goes on turning while we wait, and the write takes place afterwards', async () => {
    other.exec('begin immediate')
    const write = opened.storage.transact((tx) => tx.putScope({ ...scopeRow('a'), head: 3 }))
    const single = opened.storage.db.updateTable('scopes').set({ origin_tag: 'single' }).execute()
    // Were the connection to wait by itself, these turns would come after its time-out, and the lock would never be lifted.
    for (let turns = 0; turns < 20; turns++) await turn()
    expect(await headOf()).toBe(0)
    other.exec('commit')
    await Promise.all([write, single])
    expect(await opened.storage.read((reader) => reader.scope('a'))).toMatchObject({ head: 3, origin_tag: 'single' })
  })

  it('[ST4] who never lets go makes the transaction fail after a bounded number of tries, as transient', async () => {
    other.exec('begin immediate')
    let runs = 0
    const error: unknown = await opened.storage
      .transact(async (tx) => {
        runs++
        await tx.lockScope('a')
      })
      .catch((reason: unknown) => reason)
    expect(failureOf(error)).toBe('transient')
    expect(runs).toBe(0)
    other.exec('commit')
    expect(await headOf()).toBe(0)
  })
})

describe('what an error means', () => {
  it.each([
    ['SQLITE_BUSY', 'transient'],
    ['SQLITE_BUSY_SNAPSHOT', 'transient'],
    ['40001', 'transient'],
    ['40P01', 'transient'],
    ['SQLITE_FULL', 'unavailable'],
    ['SQLITE_IOERR_WRITE', 'unavailable'],
    ['53100', 'unavailable'],
    ['57P01', 'unavailable'],
    ['SQLITE_CONSTRAINT_PRIMARYKEY', 'unexpected'],
    ['23505', 'unexpected'],
  ])('[ST4] %s is %s', (code, failure) => {
    expect(failureOf(Object.assign(new Error('x'), { code }))).toBe(failure)
  })

  it('[ST4] anything else is unexpected, and is not tried again', async () => {
    expect(failureOf('x')).toBe('unexpected')
    let runs = 0
    const failing = opened.storage.transact(async () => {
      runs++
      throw new Error('a bug')
    })
    await expect(failing).rejects.toThrow('a bug')
    expect(runs).toBe(1)
  })
})
