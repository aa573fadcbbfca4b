import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { commitTogether } from './commit-together.ts'
import type { Storage, StorageTx } from './storage.ts'
import { openTestStorage } from './testing/open-test-storage.ts'
import { scopeRow } from './testing/rows.ts'

let opened: Awaited<ReturnType<typeof openTestStorage>>
/** How many transactions the database has seen. */
let transactions: number
let together: <T>(work: (tx: StorageTx) => Promise<T>) => Promise<T>

beforeEach(async () => {
  opened = await openTestStorage()
  await opened.storage.transact((tx) => tx.addScope(scopeRow('a')))
  transactions = 0
  const count: Storage['transact'] = (work) => {
    transactions += 1
    return opened.storage.transact(work)
  }
  const inLines = commitTogether(count, 'sqlite')
  together = (work) => inLines('a', work)
})
afterEach(() => opened.close())

const headOf = async () => (await opened.storage.read((reader) => reader.scope('a')))?.head
const increment = async (tx: StorageTx): Promise<number> => {
  const head = ((await tx.lockScope('a'))?.head ?? 0) + 1
  await tx.putScope({ ...scopeRow('a'), head })
  return head
}
const sqliteError = (code: string) => Object.assign(new Error(code), { code })

describe('transactions that are asked for in one turn', () => {
  it('[ST22] are one for the disk; each sees those before it, and is answered when all are committed', async () => {
    const seen = Array.from({ length: 3 }, () =>
      together(increment).then(async (head) => [head, await headOf()] as const),
    )
    expect(await Promise.all(seen)).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ])
    expect(transactions).toBe(1)
    expect(await together(increment)).toBe(4)
    expect(transactions).toBe(2)
  })

  it('[ST22] are at most eight: a crowd does not hold the event loop', async () => {
    const heads = await Promise.all(Array.from({ length: 20 }, () => together(increment)))
    expect(heads).toEqual(Array.from({ length: 20 }, (_, n) => n + 1))
    expect(transactions).toBe(3)
  })

  it('[ST22] one that throws ends nobody’s work but its own', async () => {
    const failing = async (tx: StorageTx): Promise<number> => {
      await increment(tx)
      throw new Error('a bug')
    }
    const outcomes = await Promise.allSettled([together(increment), together(failing), together(increment)])
    expect(outcomes).toMatchObject([
      { status: 'fulfilled', value: 1 },
      { status: 'rejected', reason: { message: 'a bug' } },
      { status: 'fulfilled', value: 2 },
    ])
    expect(await headOf()).toBe(2)
  })

  it('[ST22] an ill disk is told to all of them at once', async () => {
    const full = (): Promise<never> => Promise.reject(sqliteError('SQLITE_FULL'))
    const outcomes = await Promise.allSettled([together(increment), together(full)])
    expect(outcomes).toMatchObject([{ reason: { code: 'SQLITE_FULL' } }, { reason: { code: 'SQLITE_FULL' } }])
    expect(transactions).toBe(1)
    expect(await headOf()).toBe(0)
  })
})
